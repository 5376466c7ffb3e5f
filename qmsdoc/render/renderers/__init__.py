"""What turns a staged tree into HTML: programs that can stand in for one another, byte for byte (`registry`)."""
