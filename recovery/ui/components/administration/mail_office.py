"""Whether mail is on, how it goes, and what a manager can do about it."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.mail import Mail, MailState
from recovery.domain.wording.english import counted
from recovery.errors import RecoveryError
from recovery.services.alerts.duty import Off
from recovery.services.overseeing import Post, send_test, try_failed_again
from recovery.ui import refusal
from recovery.ui.components.popovers import close_popover, closing_popover
from recovery.ui.session import forget, get, now, office, put
from recovery.ui.text import plain

_RESULT = "test_mail_result"

_WHY_OFF = {
    Off.NO_SERVER: (
        "No mail server is set, so no alert is mailed: clinicians look at their list. To switch it on, set "
        "`RECOVERY_SMTP`, `RECOVERY_MAIL_FROM` and `RECOVERY_ADDRESS` on the server and start again; the section "
        "E-mail of docs/going-live.md says how."
    ),
    Off.DEMO: "This is a demo: it mails nobody. A clinic of your own can.",
    Off.NOT_WATCHED: (
        "A mail server is set, but the clinic says that nobody looks at reports regularly. So there are no alerts, "
        "and none is mailed. When somebody does, say so under Administration, Clinic."
    ),
}


def mail_state(post: Post) -> None:
    """Whether alerts are mailed, to whom, or why not and what to do."""
    if post.off is not None:
        st.info(_WHY_OFF[post.off], title="E-mail is off", icon=":material/mail_off:")
        return
    st.success(
        "Urgent and high alerts are mailed at once; a digest tells once a day, at "
        f"{office().settings.digest_hour}:00, how many others nobody has taken.",
        title="E-mail is on",
        icon=":material/mail:",
    )
    if post.on_duty is None:
        st.warning(
            "So no alert is mailed. A clinician goes on duty on the worklist.",
            title="Nobody is on duty",
            icon=":material/notifications_off:",
        )
    else:
        st.markdown(f"On duty: **{plain(post.on_duty.name)}**, {plain(post.on_duty.email)}")


def mail_counts(post: Post) -> None:
    """How many mails wait, went out and failed."""
    waiting = post.counts.get(MailState.WAITING, 0) + post.counts.get(MailState.SENDING, 0)
    with st.container(horizontal=True, key="mail_counts"):
        st.metric("Waiting", f"{waiting:,}")
        st.metric("Sent", f"{post.counts.get(MailState.SENT, 0):,}")
        st.metric("Failed", f"{post.counts.get(MailState.FAILED, 0):,}")


def mail_actions(visitor: Visitor, post: Post) -> None:
    """Send a test, and try the failed ones again after asking."""
    if not post.can_test:
        return
    with st.container(horizontal=True, key="mail_actions"):
        _test(visitor, post)
        _again(visitor, post)
    mail: Mail | None = get(_RESULT)
    if mail is not None:
        forget([_RESULT])
        _show_result(mail)


def _test(visitor: Visitor, post: Post) -> None:
    with closing_popover("Send a test mail to me", icon=":material/outgoing_mail:", key="test"):
        email = st.text_input("Your e-mail address", value=post.own_email, key="test_email", autocomplete="email")
        if st.button("Send it", type="primary", key="send_test"):
            try:
                with st.spinner("Handing it to the mail server …"):
                    put(_RESULT, send_test(office(), visitor, email=email or "", now=now()))
            except RecoveryError as error:
                refusal.show(error)
            else:
                close_popover("test")


def _again(visitor: Visitor, post: Post) -> None:
    failed = post.counts.get(MailState.FAILED, 0)
    if not failed:
        return
    with closing_popover("Try the failed ones again", icon=":material/refresh:", key="again"):
        st.write(f"{counted(failed, 'mail')}, within a minute. Mails on alerts go to whoever is on duty now.")
        if post.may_have_been_sent:
            st.write(f"Of {counted(post.may_have_been_sent, 'mail')} it is not known: they may arrive twice.")
        if st.button("Try them again", type="primary", key="try_again"):
            try_failed_again(office(), visitor, now=now())
            close_popover("again")


def _show_result(mail: Mail) -> None:
    if mail.state is MailState.SENT:
        st.success("The mail server took the test mail. Look whether it arrives.", icon=":material/check:")
    else:
        st.error(
            f"{plain(mail.failure) or 'It is being sent.'} Check the settings of the mail server, then send another.",
            title="The test mail was not sent",
            icon=":material/error:",
        )
