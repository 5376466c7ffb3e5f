"""Who is who in several policies."""

from __future__ import annotations

from dataclasses import replace

from qmsdoc.model.policy import Person, Policy, SigningKey
from qmsdoc.trust.identity import Identities, identities

BASE = Policy("m", 1, "M", "main", ("documents",), (), ())


def policy(*people: Person, keys: tuple[SigningKey, ...] = ()) -> Policy:
    return replace(BASE, people=people, keys=keys)


def key(person: str, fingerprint: str, *secrets: str) -> SigningKey:
    return SigningKey(person, f"{person}@m", "ssh-ed25519", b"", fingerprint, secrets=secrets)


def test_ids_that_share_an_address_are_one_person_with_all_their_addresses() -> None:
    first = policy(Person("jane", "Jane", ("J@m", "jane@m")), Person("amir", "Amir", ("amir@m",)))
    second = policy(Person("j.doe", "Jane", ("j@m", "new@m")))
    found = identities((first, second))
    assert found.same("jane") == found.same("j.doe") == "j.doe"
    assert found.addresses("jane") == found.addresses("j.doe") == {"j@m", "jane@m", "new@m"}
    assert found.same("amir") == "amir"
    assert found.addresses("amir") == {"amir@m"}


def test_ids_that_share_a_secret_are_one_person() -> None:
    jane, anna, ben = (Person(name, name, (f"{name}@m",)) for name in ("jane", "anna", "ben"))
    found = identities(
        (
            policy(jane, keys=(key("jane", "SHA256:a", "ed25519:1"),)),
            policy(anna, ben, keys=(key("anna", "A" * 40, "rsa:2", "ed25519:1"), key("ben", "SHA256:c", "ed25519:3"))),
        )
    )
    assert found.same("jane") == found.same("anna") == "anna"
    assert found.addresses("jane") == {"jane@m", "anna@m"}
    assert found.same("ben") == "ben"


def test_a_key_without_a_known_secret_is_known_by_its_fingerprint() -> None:
    one, other = Person("one", "One", ("one@m",)), Person("other", "Other", ("other@m",))
    found = identities((policy(one, keys=(key("one", "F1"),)), policy(other, keys=(key("other", "F1"),))))
    assert found.same("one") == found.same("other")
    apart = identities((policy(one, keys=(key("one", "F1"),)), policy(other, keys=(key("other", "F2"),))))
    assert apart.same("one") != apart.same("other")
    same = identities((policy(one, other, keys=(key("one", "F1", "s1"), key("other", "F1", "s2"))),))
    assert same.same("one") != same.same("other")


def test_groups_are_joined_through_others() -> None:
    chain = [policy(Person(f"p{n}", "P", (f"{n}@m", f"{n + 1}@m"))) for n in range(4)]
    found = identities(chain)
    assert {found.same(f"p{n}") for n in range(4)} == {"p0"}
    assert found.addresses("p3") == {f"{n}@m" for n in range(5)}


def test_who_is_nobody_is_only_the_id() -> None:
    assert (Identities().same("x"), Identities().addresses("x")) == ("x", frozenset())
