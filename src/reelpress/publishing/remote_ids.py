"""What an account is called on its platform, for people who connect one by token. Pure data."""

REMOTE_IDS = {
    "telegram": "Telegram: the channel's name or number, like @mychannel or -1001234567890",
    "instagram": "Instagram: the account's number, like 17841400000000001, not its name",
    "facebook": "Facebook: the Page's number, to be sure that the token is that Page's",
    "linkedin": "LinkedIn: the page, like urn:li:organization:2414183, if it is not your own profile",
}
HINT = f"{'. '.join(REMOTE_IDS.values())}. The other platforms need none."
