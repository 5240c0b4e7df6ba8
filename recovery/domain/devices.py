"""What a browser calls itself, in two words that someone recognises their own device by."""

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
            ("SamsungBrowser", "Samsung Internet"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
"""Signs of a browser, those first that name themselves beside the one they descend from."""

SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
           ("Macintosh", "Mac"), ("Linux", "Linux"))  # fmt: skip

UNKNOWN = "a browser"


def device_of(user_agent: str) -> str:
    """Such as "Chrome on Android": one of a few known words, whatever the browser sent."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), UNKNOWN)
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
