"""A key that never leaves its device: a token or HSM that is asked by PKCS#11 (the package's extra `pkcs11`)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pyhanko.sign.signers import Signer

from lms.certificates.signing.seal import SealUnusable
from lms.config import SealKey
from lms.kit.words import N_


@contextmanager
def signer_in(named: SealKey, instance: Path, certificates: list[Any]) -> Iterator[Signer]:
    """A signer over the one key of the token that the settings mean; `certificates` are the seal's own and its chain.

    Raises SealUnusable.
    """
    try:
        import pkcs11
        from pyhanko.sign.pkcs11 import PKCS11Signer
    except ImportError:
        raise SealUnusable(N_("The seal is on a token, and the package python-pkcs11 is not installed.")) from None
    module = instance / (named.pkcs11_module or "")
    if not module.is_file():
        raise SealUnusable(N_("The PKCS#11 module of the seal is not at %(path)s."), path=str(module))
    with ExitStack() as held:
        try:
            token = pkcs11.lib(str(module)).get_token(token_label=named.pkcs11_token or None)
            session = held.enter_context(token.open(user_pin=named.pkcs11_pin.get_secret_value() or None))
            key = _only_key(session, named.pkcs11_key)
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid):
            raise SealUnusable(N_("The token of the seal does not open: the PIN is wrong (seal.pkcs11_pin).")) from None
        except (pkcs11.NoSuchToken, pkcs11.TokenNotPresent, pkcs11.MultipleTokensReturned):
            raise SealUnusable(
                N_("The token %(token)s of the seal is not there, or there are several."),
                token=named.pkcs11_token or "–",
            ) from None
        except (pkcs11.PKCS11Error, RuntimeError) as error:
            raise SealUnusable(
                N_("The token of the seal does not answer (%(error)s)."), error=type(error).__name__
            ) from None
        own, *chain = certificates
        yield PKCS11Signer(
            session,
            signing_cert=own,
            ca_chain=chain,
            key_label=key.label or None,
            key_id=key.id or None,
            use_raw_mechanism=key.key_type is pkcs11.KeyType.EC,  # not every token hashes for ECDSA, all take a digest
        )


def _only_key(session: Any, label: str) -> Any:
    """The private key of this label, or the only one there is."""
    from pkcs11 import Attribute, ObjectClass

    wanted: dict[Attribute, Any] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
    if label:
        wanted[Attribute.LABEL] = label
    keys = list(session.get_objects(wanted))
    if len(keys) != 1:
        raise SealUnusable(
            N_("The token of the seal has %(count)s keys that fit; name one (seal.pkcs11_key)."), count=len(keys)
        )
    return keys[0]
