"""Our cookies as browsers hold them on this machine, where there is no https."""

from recovery.web import cookies

SESSION = cookies.SESSION.name
OTHERS = cookies.OTHERS.name
STEP = cookies.STEP.name
DEVICE = cookies.DEVICE.name
SET_UP = cookies.SET_UP.name
LENT = cookies.LENT.name
