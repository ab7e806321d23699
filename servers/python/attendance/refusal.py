class Refused(Exception):
    """A request that is answered with an error of the contract."""

    def __init__(self, text, status=400, headers=None):
        super().__init__(text)
        self.text = text
        self.status = status
        self.headers = headers or {}
