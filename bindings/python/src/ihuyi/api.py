"""The library's C interface, plainly declared: constants, structs, functions, as include/ihuyi.h has them.

Nothing else in this package declares anything. The structs and the table FUNCTIONS are compared with
include/ihuyi.abi by a test. The constants are public: ``if error.code == ihuyi.api.IHUYI_CODE_DAILY_LIMIT``.
"""

from ctypes import POINTER, Structure, c_char, c_char_p, c_int32, c_uint32
from typing import Any, Sequence, Tuple

IHUYI_OUTCOME_ACCEPTED = 1
IHUYI_OUTCOME_REFUSED = 2
IHUYI_OUTCOME_NOT_SENT = 3
IHUYI_OUTCOME_UNKNOWN = 4

IHUYI_FLAG_LOCAL = 1
IHUYI_FLAG_CLOCK_CORRECTED = 2
IHUYI_FLAG_CUT = 4
IHUYI_FLAG_REPEATED = 8

IHUYI_FAMILY_NONE = 0
IHUYI_FAMILY_ACCOUNT = 1
IHUYI_FAMILY_BALANCE = 2
IHUYI_FAMILY_NUMBER = 3
IHUYI_FAMILY_CONTENT = 4
IHUYI_FAMILY_TEMPLATE = 5
IHUYI_FAMILY_LIMIT = 6
IHUYI_FAMILY_GATEWAY = 7
IHUYI_FAMILY_ARGUMENT = 8
IHUYI_FAMILY_SETTING = 9
IHUYI_FAMILY_NETWORK = 10
IHUYI_FAMILY_UNKNOWN = 11
IHUYI_FAMILY_INTERNAL = 12
IHUYI_FAMILY_VERIFY = 13
IHUYI_FAMILY_STORE = 14

IHUYI_OK = 0
IHUYI_CODE_FAILED = 0
IHUYI_CODE_FAILED_JSON = 1
IHUYI_ACCEPTED = 2
IHUYI_CODE_ILLEGAL_IP = 400
IHUYI_CODE_ACCOUNT_EMPTY = 401
IHUYI_CODE_PASSWORD_EMPTY = 402
IHUYI_CODE_MOBILE_EMPTY = 403
IHUYI_CODE_MOBILE_BLACKLISTED = 4030
IHUYI_CODE_CONTENT_EMPTY = 404
IHUYI_CODE_CREDENTIALS = 405
IHUYI_CODE_ACCOUNT_FROZEN = 4050
IHUYI_CODE_PASSWORD_EXPIRED = 40501
IHUYI_CODE_PASSWORD_MISMATCH = 40502
IHUYI_CODE_UNPUBLISHED_40505 = 40505
IHUYI_CODE_BALANCE = 4051
IHUYI_CODE_IP_NOT_REGISTERED = 4052
IHUYI_CODE_NO_SUCH_USER = 4053
IHUYI_CODE_MOBILE_FORMAT = 406
IHUYI_CODE_SENSITIVE_WORDS = 407
IHUYI_CODE_SIGNATURE_FORMAT = 4070
IHUYI_CODE_VOICE_DIGITS = 4070
IHUYI_CODE_NO_TEMPLATE = 4071
IHUYI_CODE_TEMPLATE_MISMATCH = 4072
IHUYI_CODE_VARIABLE_TOO_LONG = 40722
IHUYI_CODE_CONTENT_TOO_LONG = 4073
IHUYI_CODE_EMOJI = 4074
IHUYI_CODE_SIGNATURE_UNAPPROVED = 4075
IHUYI_CODE_UNPUBLISHED_4077 = 4077
IHUYI_CODE_NUMBER_LIMIT = 408
IHUYI_CODE_VOICE_FROZEN = 408
IHUYI_CODE_TOO_FAST = 4080
IHUYI_CODE_UNPUBLISHED_4081 = 4081
IHUYI_CODE_DAILY_LIMIT = 4082
IHUYI_CODE_CODE_DAILY_LIMIT = 4085
IHUYI_CODE_TOO_FREQUENT = 4086
IHUYI_E_ARGUMENT = -101
IHUYI_E_STRUCT_SIZE = -102
IHUYI_E_ENCODING = -103
IHUYI_E_CONTROL_CHARACTER = -104
IHUYI_E_SERVICE = -105
IHUYI_E_TOO_LARGE = -106
IHUYI_E_TEMPLATE = -107
IHUYI_E_OPT_OUT = -108
IHUYI_E_SCHEDULE = -109
IHUYI_E_PUSH = -110
IHUYI_E_UNSUPPORTED = -111
IHUYI_E_SETTING = -120
IHUYI_E_VALUE = -121
IHUYI_E_FILE = -122
IHUYI_E_INI = -123
IHUYI_E_PLAIN_HTTP = -124
IHUYI_E_NAME = -201
IHUYI_E_CONNECT = -202
IHUYI_E_CONNECT_TIMEOUT = -203
IHUYI_E_CERTIFICATE = -204
IHUYI_E_TLS = -205
IHUYI_E_PROXY = -206
IHUYI_E_DEADLINE = -207
IHUYI_E_BUSY = -208
IHUYI_E_UNKNOWN = -300
IHUYI_E_LIMIT = -401
IHUYI_E_BREAKER = -402
IHUYI_E_DENIED = -403
IHUYI_E_CAPTCHA_NEEDED = -404
IHUYI_E_CAPTCHA_WRONG = -405
IHUYI_E_REFERENCE = -406
IHUYI_E_CODE_WRONG = -421
IHUYI_E_CODE_EXPIRED = -422
IHUYI_E_CODE_NONE = -423
IHUYI_E_CODE_LOCKED = -424
IHUYI_E_STORE = -441
IHUYI_E_SECRET = -442
IHUYI_E_STORE_VERSION = -443
IHUYI_E_NO_STATUS = -461
IHUYI_E_HELPER = -501
IHUYI_E_HELPER_DENIED = -502
IHUYI_E_HELPER_BUSY = -503
IHUYI_E_HELPER_SETTING = -504
IHUYI_E_PANIC = -900

IHUYI_CHANNEL_SMS = 1
IHUYI_CHANNEL_VOICE = 2

IHUYI_PUSH_RECEIPT = 1
IHUYI_PUSH_REPLY = 2
IHUYI_PUSH_TEMPLATE_REVIEW = 3

IHUYI_STATE_ACCEPTED = 1
IHUYI_STATE_DELIVERED = 2
IHUYI_STATE_FAILED = 3
IHUYI_STATE_UNKNOWN = 4

IHUYI_FLAG_SETTLED = 16

IHUYI_BULK_PLANNING = 1
IHUYI_BULK_READY = 2
IHUYI_BULK_PAUSED = 3
IHUYI_BULK_HALTED = 4
IHUYI_BULK_DONE = 5

IHUYI_ROW_PLANNED = 1
IHUYI_ROW_SENDING = 2
IHUYI_ROW_ACCEPTED = 3
IHUYI_ROW_REFUSED = 4
IHUYI_ROW_UNKNOWN = 5
IHUYI_ROW_LEFT_OUT = 6

IHUYI_FLAG_LEFT_OUT = 32

IHUYI_ABI_VERSION = 1


class ihuyi_client(Structure):
    """A client: opaque."""


class ihuyi_bulk(Structure):
    """A list: opaque."""


class ihuyi_result(Structure):
    """What a call came to. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("outcome", c_int32),
        ("code", c_int32),
        ("http_status", c_int32),
        ("flags", c_uint32),
        ("segments", c_int32),
        ("characters", c_int32),
        ("recipients", c_int32),
        ("balance", c_int32),
        ("elapsed_ms", c_int32),
        ("family", c_int32),
        ("message_id", c_char * 64),
        ("message", c_char * 512),
    ]


class ihuyi_verification(Structure):
    """What a site needs to know of a verification. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("channel", c_int32),
        ("digits", c_int32),
        ("wait", c_int32),
        ("valid", c_int32),
        ("left", c_int32),
        ("flags", c_uint32),
        ("id", c_char * 64),
        ("mobile", c_char * 32),
        ("purpose", c_char * 64),
        ("limit", c_char * 80),
    ]


class ihuyi_decision(Structure):
    """What the limits say. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("allowed", c_int32),
        ("wait", c_int32),
        ("flags", c_uint32),
        ("limit", c_char * 80),
    ]


class ihuyi_captcha(Structure):
    """A picture, and the id that its answer comes back with. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("length", c_int32),
        ("valid", c_int32),
        ("png_size", c_int32),
        ("id", c_char * 64),
        ("png", c_char * 16384),
        ("data_uri", c_char * 22528),
    ]


class ihuyi_explanation(Structure):
    """One code, explained. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("code", c_int32),
        ("known", c_int32),
        ("flags", c_uint32),
        ("family", c_int32),
        ("name", c_char * 64),
        ("text", c_char * 256),
        ("meaning", c_char * 1024),
        ("cause", c_char * 1024),
        ("advice", c_char * 1024),
    ]


class ihuyi_push(Structure):
    """What a push says. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("kind", c_int32),
        ("code", c_int32),
        ("success", c_int32),
        ("flags", c_uint32),
        ("message_id", c_char * 64),
        ("mobile", c_char * 32),
        ("status", c_char * 256),
        ("explanation", c_char * 768),
        ("time", c_char * 32),
        ("template_id", c_char * 32),
        ("content", c_char * 4096),
        ("answer", c_char * 16),
        ("number", c_uint32),
    ]


class ihuyi_delivery(Structure):
    """What is known of a message. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("state", c_int32),
        ("code", c_int32),
        ("flags", c_uint32),
        ("recipients", c_int32),
        ("delivered", c_int32),
        ("failed", c_int32),
        ("service", c_char * 32),
        ("message_id", c_char * 64),
        ("mobile", c_char * 32),
        ("status", c_char * 256),
        ("explanation", c_char * 768),
        ("submitted", c_char * 32),
        ("reported", c_char * 32),
    ]


class ihuyi_progress(Structure):
    """How far a list is. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("state", c_int32),
        ("code", c_int32),
        ("wait", c_int32),
        ("flags", c_uint32),
        ("rows", c_int32),
        ("planned", c_int32),
        ("sending", c_int32),
        ("accepted", c_int32),
        ("refused", c_int32),
        ("unknown", c_int32),
        ("left_out", c_int32),
        ("segments", c_int32),
        ("accepted_segments", c_int32),
        ("message", c_char * 512),
    ]


class ihuyi_row(Structure):
    """One row of a list. The caller sets struct_size."""

    _fields_ = [
        ("struct_size", c_uint32),
        ("number", c_uint32),
        ("state", c_int32),
        ("code", c_int32),
        ("flags", c_uint32),
        ("line", c_int32),
        ("segments", c_int32),
        ("mobile", c_char * 32),
        ("reference", c_char * 128),
        ("message_id", c_char * 64),
        ("time", c_char * 32),
        ("message", c_char * 512),
    ]


# name, what it returns, what it takes. None is void. One a line, for whoever reads this file without running it.
# fmt: off
FUNCTIONS: Sequence[Tuple[str, Any, Sequence[Any]]] = [
    ("ihuyi_send", c_int32, [c_char_p, c_char_p, c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_voice", c_int32, [c_char_p, c_char_p, c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_strerror", c_char_p, [c_int32]),
    ("ihuyi_client_new", POINTER(ihuyi_client), [POINTER(ihuyi_result)]),
    ("ihuyi_client_open", POINTER(ihuyi_client), [c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_client_set", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_charset", c_char_p, [POINTER(ihuyi_client)]),
    ("ihuyi_client_free", None, [POINTER(ihuyi_client)]),
    ("ihuyi_submit", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_balance", c_int32, [POINTER(ihuyi_client), c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_add_template", c_int32, [POINTER(ihuyi_client), c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_verify_start", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, c_char_p, POINTER(ihuyi_verification), POINTER(ihuyi_result)]),
    ("ihuyi_verify_resend", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, c_char_p, POINTER(ihuyi_verification), POINTER(ihuyi_result)]),
    ("ihuyi_verify_check", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, POINTER(ihuyi_verification), POINTER(ihuyi_result)]),
    ("ihuyi_guard_ask", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, c_char_p, POINTER(ihuyi_decision), POINTER(ihuyi_result)]),
    ("ihuyi_guard_status", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, c_char_p, POINTER(ihuyi_decision), POINTER(ihuyi_result)]),
    ("ihuyi_guard_unlock", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_captcha_new", c_int32, [POINTER(ihuyi_client), c_char_p, POINTER(ihuyi_captcha), POINTER(ihuyi_result)]),
    ("ihuyi_captcha_check", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_explain", c_int32, [POINTER(ihuyi_client), c_char_p, c_int32, c_char_p, POINTER(ihuyi_explanation)]),
    ("ihuyi_segments", c_int32, [POINTER(ihuyi_client), c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_push_parse", c_int32, [POINTER(ihuyi_client), c_char_p, POINTER(ihuyi_push), POINTER(ihuyi_result)]),
    ("ihuyi_push_record", c_int32, [POINTER(ihuyi_client), c_char_p, POINTER(ihuyi_push), POINTER(ihuyi_result)]),
    ("ihuyi_status", c_int32, [POINTER(ihuyi_client), c_char_p, POINTER(ihuyi_delivery), POINTER(ihuyi_result)]),
    ("ihuyi_inbox", c_int32, [POINTER(ihuyi_client), c_uint32, POINTER(ihuyi_push), POINTER(ihuyi_result)]),
    ("ihuyi_bulk_open", POINTER(ihuyi_bulk), [POINTER(ihuyi_client), c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_bulk_add", c_int32, [POINTER(ihuyi_bulk), c_char_p, c_char_p, c_char_p, POINTER(ihuyi_result)]),
    ("ihuyi_bulk_run", c_int32, [POINTER(ihuyi_bulk), c_int32, POINTER(ihuyi_progress), POINTER(ihuyi_result)]),
    ("ihuyi_bulk_status", c_int32, [POINTER(ihuyi_bulk), POINTER(ihuyi_progress), POINTER(ihuyi_result)]),
    ("ihuyi_bulk_next", c_int32, [POINTER(ihuyi_bulk), c_int32, c_uint32, POINTER(ihuyi_row), POINTER(ihuyi_result)]),
    ("ihuyi_bulk_close", None, [POINTER(ihuyi_bulk)]),
    ("ihuyi_abi_version", c_int32, []),
    ("ihuyi_version", c_char_p, []),
]
# fmt: on
