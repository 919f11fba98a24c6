"""What calls answer: immutable, and printed without whole phone numbers."""

import enum
from dataclasses import dataclass, field
from typing import Optional, Type, TypeVar, Union

from . import api
from .masking import mask


class Outcome(enum.IntEnum):
    """What a call came to. Branch on this; the code explains it."""

    #: A call that asks no gateway succeeded.
    DONE = 0
    #: The gateway took it and gave an id. Do not send again. (Accepted is not delivered: that is told by a receipt.)
    ACCEPTED = api.IHUYI_OUTCOME_ACCEPTED
    #: Refused, by the gateway or by a check of the library. Mend the cause, then send again.
    REFUSED = api.IHUYI_OUTCOME_REFUSED
    #: Nothing left this machine that the gateway could send. Sending again later is safe.
    NOT_SENT = api.IHUYI_OUTCOME_NOT_SENT
    #: The request left and no readable verdict came back. Do not send again blindly.
    UNKNOWN = api.IHUYI_OUTCOME_UNKNOWN


class Flag(enum.IntFlag):
    """What else there is to say about a call."""

    #: A check of the library refused: no request was made, nothing was billed.
    LOCAL = api.IHUYI_FLAG_LOCAL
    #: The gateway called our time stamp expired; its clock was learned and the request made once more.
    CLOCK_CORRECTED = api.IHUYI_FLAG_CLOCK_CORRECTED
    #: A text was too long for the library's struct and was cut.
    CUT = api.IHUYI_FLAG_CUT
    #: An earlier call with the same `reference` came to this; nothing was sent now.
    REPEATED = api.IHUYI_FLAG_REPEATED
    #: The submission had ended unknown; a receipt has told its id since.
    SETTLED = api.IHUYI_FLAG_SETTLED
    #: The row is in the plan of a list as left out, and is not sent; the other rows are.
    LEFT_OUT = api.IHUYI_FLAG_LEFT_OUT


class Family(enum.IntEnum):
    """What a code is about. There is an exception class for each."""

    NONE = api.IHUYI_FAMILY_NONE
    ACCOUNT = api.IHUYI_FAMILY_ACCOUNT
    BALANCE = api.IHUYI_FAMILY_BALANCE
    NUMBER = api.IHUYI_FAMILY_NUMBER
    CONTENT = api.IHUYI_FAMILY_CONTENT
    TEMPLATE = api.IHUYI_FAMILY_TEMPLATE
    LIMIT = api.IHUYI_FAMILY_LIMIT
    GATEWAY = api.IHUYI_FAMILY_GATEWAY
    ARGUMENT = api.IHUYI_FAMILY_ARGUMENT
    SETTING = api.IHUYI_FAMILY_SETTING
    NETWORK = api.IHUYI_FAMILY_NETWORK
    UNKNOWN = api.IHUYI_FAMILY_UNKNOWN
    INTERNAL = api.IHUYI_FAMILY_INTERNAL
    VERIFY = api.IHUYI_FAMILY_VERIFY
    STORE = api.IHUYI_FAMILY_STORE


class Channel(enum.IntEnum):
    """The way that a one-time code went."""

    #: It did not go.
    NONE = 0
    #: As a text message.
    SMS = api.IHUYI_CHANNEL_SMS
    #: Read out in a call.
    VOICE = api.IHUYI_CHANNEL_VOICE


class PushKind(enum.IntEnum):
    """What a push is about."""

    #: What became of one message to one number.
    RECEIPT = api.IHUYI_PUSH_RECEIPT
    #: A text that a user sent in reply.
    REPLY = api.IHUYI_PUSH_REPLY
    #: The verdict on a template.
    TEMPLATE_REVIEW = api.IHUYI_PUSH_TEMPLATE_REVIEW


class State(enum.IntEnum):
    """What became of a message."""

    #: The gateway took it; its receipt is not there yet.
    ACCEPTED = api.IHUYI_STATE_ACCEPTED
    #: The phone has got it; all of them, where there are several.
    DELIVERED = api.IHUYI_STATE_DELIVERED
    #: The phone has not got it; where there are several, one of them at least.
    FAILED = api.IHUYI_STATE_FAILED
    #: It left, and nobody knows whether the gateway took it. Do not send again blindly.
    UNKNOWN = api.IHUYI_STATE_UNKNOWN


class BulkState(enum.IntEnum):
    """Where a list stands."""

    #: Rows can be added; nothing is on the disk, and nothing was sent.
    PLANNING = api.IHUYI_BULK_PLANNING
    #: Rows wait to be sent: call `run`.
    READY = api.IHUYI_BULK_READY
    #: Nothing can be sent for `wait` seconds: the hours are over, or the network is. Call `run` again after that.
    PAUSED = api.IHUYI_BULK_PAUSED
    #: Nothing more is sent: the account, a setting, or a gateway that refuses everything. Mend it, close the list, and
    #: open it again.
    HALTED = api.IHUYI_BULK_HALTED
    #: No row waits. Where several threads send, some may still be on their way.
    DONE = api.IHUYI_BULK_DONE


class RowState(enum.IntEnum):
    """Where a row of a list stands."""

    #: It waits.
    PLANNED = api.IHUYI_ROW_PLANNED
    #: It is on its way.
    SENDING = api.IHUYI_ROW_SENDING
    #: The gateway took it.
    ACCEPTED = api.IHUYI_ROW_ACCEPTED
    #: The gateway, or a check of the library, refused it. Nothing was sent.
    REFUSED = api.IHUYI_ROW_REFUSED
    #: It may have been sent, and may not. Never sent again by itself.
    UNKNOWN = api.IHUYI_ROW_UNKNOWN
    #: The plan left it out, or a run, because its number had opted out by then; its words say why.
    LEFT_OUT = api.IHUYI_ROW_LEFT_OUT


Known = TypeVar("Known", bound=enum.IntEnum)


def known(names: Type[Known], number: int) -> Union[Known, int]:
    """The name of this number; the number itself where a newer library has one more."""
    try:
        return names(number)
    except ValueError:
        return number


@dataclass(frozen=True)
class Result:
    """What a call came to."""

    outcome: Outcome
    #: The gateway's own code (0 and above) or the library's (below 0).
    code: int
    #: HTTP status of the gateway's last reply; 0 when there was none.
    http_status: int
    flags: Flag
    #: Billed messages per recipient; 0 when that cannot be known here.
    segments: int
    #: Characters counted for billing, signature included; 0 when that cannot be known here.
    characters: int
    #: Recipients of this call; numbers given twice count once.
    recipients: int
    #: Messages left, after a question for the balance; None otherwise.
    balance: Optional[int]
    elapsed_ms: int
    #: The gateway's id of the submission, or of the new template. Text, because it can have more digits than any
    #: integer holds.
    message_id: str
    #: The gateway's own words, or the library's. For people; never branch on it.
    message: str
    family: Union[Family, int]

    def __repr__(self) -> str:
        # The words may name what they are about, and that may have been a key in the place of something else.
        return (
            f"Result(outcome={self.outcome.name}, code={self.code}, message_id={self.message_id!r}, "
            f"segments={self.segments}, balance={self.balance}, message={mask(self.message)!r})"
        )

    @property
    def local(self) -> bool:
        """A check of the library refused: no request was made, nothing was billed."""
        return Flag.LOCAL in self.flags

    @property
    def clock_corrected(self) -> bool:
        """This machine's clock is wrong; the request was signed anew by the gateway's."""
        return Flag.CLOCK_CORRECTED in self.flags

    @property
    def repeated(self) -> bool:
        """An earlier call with the same `reference` came to this; nothing was sent now."""
        return Flag.REPEATED in self.flags

    @property
    def left_out(self) -> bool:
        """The row is in the plan of a list as left out, and is not sent; the other rows are."""
        return Flag.LEFT_OUT in self.flags


@dataclass(frozen=True)
class Explanation:
    """One code, explained."""

    code: int
    #: False when nothing is published about it.
    known: bool
    family: Union[Family, int]
    #: The constant's name, as ``IHUYI_E_UNKNOWN``; empty where there is none.
    name: str
    #: The vendor's own Chinese words; for the library's own codes a short name in the language asked for.
    text: str
    #: What it means in practice.
    meaning: str
    #: What usually causes it.
    cause: str
    #: What to do about it.
    advice: str


@dataclass(frozen=True)
class Push:
    """What a push says. What a kind of push does not have is empty, or 0."""

    kind: Union[PushKind, int]
    #: The push's own code: 2 is delivered, or approved.
    code: int
    #: Delivered, or approved.
    success: bool
    flags: Flag
    #: The id that the submission was answered with. For a reply it is the vendor's guess.
    message_id: str
    #: The number, whole: keep it out of logs. Printing the push shows it masked.
    mobile: str = field(repr=False)
    #: Receipt: the carrier's status, as ``DELIVRD`` or ``MK:0001``. Template review: the reason.
    status: str
    #: What the carrier's status means and what to do; empty when nothing is known of it.
    explanation: str
    #: Time of the event, as ``2017-08-02 14:31:51``, presumably China Standard Time.
    time: str
    #: Template review: the template's number.
    template_id: str
    #: Reply: the user's text.
    content: str
    #: What to answer the gateway with: ``success``.
    answer: str
    #: A reply's or a template review's number in the inbox; 0 where it was not remembered.
    number: int

    @property
    def masked_mobile(self) -> str:
        """The number as logs may have it."""
        return mask(self.mobile)


@dataclass(frozen=True)
class Delivery:
    """What is known of a message. What is not known is empty, or 0."""

    state: Union[State, int]
    #: The receipt's code: 2 is delivered. Of several numbers, that of the first one that failed.
    code: int
    flags: Flag
    #: Numbers that it went to.
    recipients: int
    #: Of these, how many have got it.
    delivered: int
    #: Of these, how many have not.
    failed: int
    #: sms, voice, voice_notice, international or marketing.
    service: str
    #: The gateway's id; empty while the end is unknown.
    message_id: str
    #: The first number, masked: ``138****0000``.
    mobile: str
    #: The carrier's status, as ``DELIVRD`` or ``MK:0001``, of the receipt that `code` is of.
    status: str
    #: What it means and what to do; empty when nothing is known of it.
    explanation: str
    #: When it was submitted, as ``2017-08-02 14:31:51``, China Standard Time.
    submitted: str
    #: When the carrier reported, as the gateway wrote it.
    reported: str

    @property
    def settled(self) -> bool:
        """The submission had ended unknown; a receipt has told its id since."""
        return Flag.SETTLED in self.flags


@dataclass(frozen=True)
class Progress:
    """How far a list is. Numbers of rows count rows, whatever they are billed as."""

    state: Union[BulkState, int]
    #: Why it pauses, or was halted; otherwise 0.
    code: int
    #: Seconds until it can go on, when it pauses.
    wait: int
    flags: Flag
    #: Rows that are to be sent, whatever has become of them: without those left out.
    rows: int
    #: Rows that wait.
    planned: int
    #: Rows that are on their way in other threads.
    sending: int
    #: Rows that the gateway took.
    accepted: int
    #: Rows that were refused.
    refused: int
    #: Rows of unknown end.
    unknown: int
    #: Rows that were left out.
    left_out: int
    #: Billed messages of all rows that are to be sent; a row of which only the gateway knows counts as one.
    segments: int
    #: Billed messages of the accepted ones.
    accepted_segments: int
    #: Why it pauses or was halted, and what to do. For people; never branch on it.
    message: str


@dataclass(frozen=True)
class Row:
    """One row of a list. What a row does not have is empty, or 0."""

    #: Its number in the journal, from 1 on.
    number: int
    state: Union[RowState, int]
    #: The last answer's code, or why it was left out.
    code: int
    flags: Flag
    #: Where it stood in the list: the first that was added is 1; where ``ihuyi bulk plan`` made the plan, the
    #: spreadsheet's row.
    line: int
    #: Billed messages; 0 when only the gateway knows.
    segments: int
    #: The number, whole: keep it out of logs. Printing the row shows it masked.
    mobile: str = field(repr=False)
    #: What it was called when it was added.
    reference: str
    #: The gateway's id.
    message_id: str
    #: When it came to where it stands, as ``2017-08-02 14:31:51``, China Standard Time; empty: never sent.
    time: str
    #: The gateway's own words, or the library's.
    message: str

    @property
    def masked_mobile(self) -> str:
        """The number as logs may have it."""
        return mask(self.mobile)
