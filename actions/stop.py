from actions import conversation
from actions.base import TurnAction
from actions.turn import Turn

BLOCKED_BY_TWILIO = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
"""Words after which Twilio itself blocks an SMS number and confirms it: an answer of ours would be refused (21610)."""


class Stop(TurnAction):
    """No more messages, on every channel, until they start again."""

    title = "action_stop"
    heeds_stop = False

    def decide(self, turn: Turn) -> None:
        stop(turn)


def stop(turn: Turn) -> None:
    """End everything under way and fall silent; said once, where Twilio has not said it already."""
    turn.contact.stopped_at = turn.contact.stopped_at or turn.context.now
    conversation.cancel_all(turn)
    if not blocked_by_twilio(turn):
        turn.say("stop.stopped")


def blocked_by_twilio(turn: Turn) -> bool:
    """True when this very word made Twilio block the number."""
    return turn.message.channel == "sms" and turn.message.text.strip().upper() in BLOCKED_BY_TWILIO
