"""What a policy looks up by name is what looking through all of it finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qmsdoc.model.policy import Policy, SigningKey

PRINTS = st.sampled_from(["SHA256:a", "SHA256:b", "C" * 40, "D" * 40])
KEYS = st.builds(
    lambda print_, subkeys, person: SigningKey(person, person, "ssh-ed25519", b"", print_, subkeys=tuple(subkeys)),
    PRINTS,
    st.lists(PRINTS, max_size=3),
    st.sampled_from(["jane", "anna"]),
)


@given(st.lists(KEYS, max_size=5), PRINTS | st.just("SHA256:nobody"))
def test_the_keys_that_bear_a_fingerprint_are_found_in_their_order(keys: list[SigningKey], fingerprint: str) -> None:
    policy = Policy("m", 1, "", "main", (), (), (), keys=tuple(keys))
    assert policy.keys_bearing(fingerprint) == tuple(key for key in keys if key.bears(fingerprint))
