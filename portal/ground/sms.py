"""Text messages: the interface every provider's adapter keeps, and one that writes to the console."""

import logging

logger = logging.getLogger(__name__)


class SmsFailed(Exception):
    """The provider answered that the message was not accepted."""


class ConsoleSms:
    """For a machine without a provider: the message appears in the log, the number masked."""

    def send(self, phone, text):
        if len(phone) != 11:
            raise SmsFailed("手机号码不正确")
        logger.warning("SMS to %s****%s: %s", phone[:3], phone[-4:], text)
