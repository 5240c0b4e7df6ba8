"""The ways in for staff: a name with a password, the practice's own provider, or both."""

from recovery.errors import NotAllowed
from recovery.services.office import Office
from recovery.settings import SingleSignOn


def provider_for_staff(office: Office) -> SingleSignOn | None:
    """The provider at which staff sign in; None without single sign-on, and in a demo, where nobody has an account."""
    clinic = office.clinic()
    return None if clinic and clinic.demo else office.settings.single_sign_on


def require_provider(office: Office) -> SingleSignOn:
    """The provider at which staff sign in; NotAllowed where there is none for them, as in a demo."""
    provider = provider_for_staff(office)
    if provider is None:
        raise NotAllowed("There is no single sign-on here. Go back to the sign-in page.")
    return provider


def local_sign_in_is_off(office: Office) -> bool:
    """Whether single sign-on is the only way in for staff."""
    return not office.settings.local_sign_in and provider_for_staff(office) is not None


def require_local_sign_in(office: Office) -> None:
    """Refuse with NotAllowed where staff sign in by single sign-on alone."""
    if local_sign_in_is_off(office):
        raise NotAllowed(f"Passwords are switched off here. {how_to_sign_in(office)}")


def how_to_sign_in(office: Office) -> str:
    """What to do instead, for whoever holds an invitation or a password."""
    provider = provider_for_staff(office)
    return f'Open the sign-in page and choose "Sign in with {provider.name}".' if provider else "Open the sign-in page."
