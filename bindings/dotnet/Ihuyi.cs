// Ihuyi.cs - 互亿无线短信与语音验证码 / text messages and voice codes through the ihuyi gateway.
//
// For .NET Framework 4 and later, and mono. One file, C# 4: put it into App_Code or into a project, and the native library (ihuyi.dll,
// libihuyi.so.1) beside the program. README.zh-CN.md and README.md say the rest.
//
// No rule of the gateway lives here: this file converts text, calls the library, and converts what came back. It never sends twice.

using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Ihuyi
{
    // ---- What the library declares (include/ihuyi.h), one item a line, names as there ------------------------------------------------

    /// <summary>ihuyi.h 中的常量，名称相同；docs/codes.zh-CN.md 逐个说明 / the constants of ihuyi.h under their own names; docs/codes.md explains each.</summary>
    public static class Abi
    {
        public const int IHUYI_OUTCOME_ACCEPTED = 1;
        public const int IHUYI_OUTCOME_REFUSED = 2;
        public const int IHUYI_OUTCOME_NOT_SENT = 3;
        public const int IHUYI_OUTCOME_UNKNOWN = 4;
        public const int IHUYI_FLAG_LOCAL = 1;
        public const int IHUYI_FLAG_CLOCK_CORRECTED = 2;
        public const int IHUYI_FLAG_CUT = 4;
        public const int IHUYI_FLAG_REPEATED = 8;
        public const int IHUYI_FAMILY_NONE = 0;
        public const int IHUYI_FAMILY_ACCOUNT = 1;
        public const int IHUYI_FAMILY_BALANCE = 2;
        public const int IHUYI_FAMILY_NUMBER = 3;
        public const int IHUYI_FAMILY_CONTENT = 4;
        public const int IHUYI_FAMILY_TEMPLATE = 5;
        public const int IHUYI_FAMILY_LIMIT = 6;
        public const int IHUYI_FAMILY_GATEWAY = 7;
        public const int IHUYI_FAMILY_ARGUMENT = 8;
        public const int IHUYI_FAMILY_SETTING = 9;
        public const int IHUYI_FAMILY_NETWORK = 10;
        public const int IHUYI_FAMILY_UNKNOWN = 11;
        public const int IHUYI_FAMILY_INTERNAL = 12;
        public const int IHUYI_FAMILY_VERIFY = 13;
        public const int IHUYI_FAMILY_STORE = 14;
        public const int IHUYI_OK = 0;
        public const int IHUYI_CODE_FAILED = 0;
        public const int IHUYI_CODE_FAILED_JSON = 1;
        public const int IHUYI_ACCEPTED = 2;
        public const int IHUYI_CODE_ILLEGAL_IP = 400;
        public const int IHUYI_CODE_ACCOUNT_EMPTY = 401;
        public const int IHUYI_CODE_PASSWORD_EMPTY = 402;
        public const int IHUYI_CODE_MOBILE_EMPTY = 403;
        public const int IHUYI_CODE_MOBILE_BLACKLISTED = 4030;
        public const int IHUYI_CODE_CONTENT_EMPTY = 404;
        public const int IHUYI_CODE_CREDENTIALS = 405;
        public const int IHUYI_CODE_ACCOUNT_FROZEN = 4050;
        public const int IHUYI_CODE_PASSWORD_EXPIRED = 40501;
        public const int IHUYI_CODE_PASSWORD_MISMATCH = 40502;
        public const int IHUYI_CODE_UNPUBLISHED_40505 = 40505;
        public const int IHUYI_CODE_BALANCE = 4051;
        public const int IHUYI_CODE_IP_NOT_REGISTERED = 4052;
        public const int IHUYI_CODE_NO_SUCH_USER = 4053;
        public const int IHUYI_CODE_MOBILE_FORMAT = 406;
        public const int IHUYI_CODE_SENSITIVE_WORDS = 407;
        public const int IHUYI_CODE_SIGNATURE_FORMAT = 4070;
        public const int IHUYI_CODE_VOICE_DIGITS = 4070;
        public const int IHUYI_CODE_NO_TEMPLATE = 4071;
        public const int IHUYI_CODE_TEMPLATE_MISMATCH = 4072;
        public const int IHUYI_CODE_VARIABLE_TOO_LONG = 40722;
        public const int IHUYI_CODE_CONTENT_TOO_LONG = 4073;
        public const int IHUYI_CODE_EMOJI = 4074;
        public const int IHUYI_CODE_SIGNATURE_UNAPPROVED = 4075;
        public const int IHUYI_CODE_UNPUBLISHED_4077 = 4077;
        public const int IHUYI_CODE_NUMBER_LIMIT = 408;
        public const int IHUYI_CODE_VOICE_FROZEN = 408;
        public const int IHUYI_CODE_TOO_FAST = 4080;
        public const int IHUYI_CODE_UNPUBLISHED_4081 = 4081;
        public const int IHUYI_CODE_DAILY_LIMIT = 4082;
        public const int IHUYI_CODE_CODE_DAILY_LIMIT = 4085;
        public const int IHUYI_CODE_TOO_FREQUENT = 4086;
        public const int IHUYI_E_ARGUMENT = -101;
        public const int IHUYI_E_STRUCT_SIZE = -102;
        public const int IHUYI_E_ENCODING = -103;
        public const int IHUYI_E_CONTROL_CHARACTER = -104;
        public const int IHUYI_E_SERVICE = -105;
        public const int IHUYI_E_TOO_LARGE = -106;
        public const int IHUYI_E_TEMPLATE = -107;
        public const int IHUYI_E_OPT_OUT = -108;
        public const int IHUYI_E_SCHEDULE = -109;
        public const int IHUYI_E_PUSH = -110;
        public const int IHUYI_E_UNSUPPORTED = -111;
        public const int IHUYI_E_SETTING = -120;
        public const int IHUYI_E_VALUE = -121;
        public const int IHUYI_E_FILE = -122;
        public const int IHUYI_E_INI = -123;
        public const int IHUYI_E_PLAIN_HTTP = -124;
        public const int IHUYI_E_NAME = -201;
        public const int IHUYI_E_CONNECT = -202;
        public const int IHUYI_E_CONNECT_TIMEOUT = -203;
        public const int IHUYI_E_CERTIFICATE = -204;
        public const int IHUYI_E_TLS = -205;
        public const int IHUYI_E_PROXY = -206;
        public const int IHUYI_E_DEADLINE = -207;
        public const int IHUYI_E_BUSY = -208;
        public const int IHUYI_E_UNKNOWN = -300;
        public const int IHUYI_E_LIMIT = -401;
        public const int IHUYI_E_BREAKER = -402;
        public const int IHUYI_E_DENIED = -403;
        public const int IHUYI_E_CAPTCHA_NEEDED = -404;
        public const int IHUYI_E_CAPTCHA_WRONG = -405;
        public const int IHUYI_E_REFERENCE = -406;
        public const int IHUYI_E_CODE_WRONG = -421;
        public const int IHUYI_E_CODE_EXPIRED = -422;
        public const int IHUYI_E_CODE_NONE = -423;
        public const int IHUYI_E_CODE_LOCKED = -424;
        public const int IHUYI_E_STORE = -441;
        public const int IHUYI_E_SECRET = -442;
        public const int IHUYI_E_STORE_VERSION = -443;
        public const int IHUYI_E_NO_STATUS = -461;
        public const int IHUYI_E_HELPER = -501;
        public const int IHUYI_E_HELPER_DENIED = -502;
        public const int IHUYI_E_HELPER_BUSY = -503;
        public const int IHUYI_E_HELPER_SETTING = -504;
        public const int IHUYI_E_PANIC = -900;
        public const int IHUYI_CHANNEL_SMS = 1;
        public const int IHUYI_CHANNEL_VOICE = 2;
        public const int IHUYI_PUSH_RECEIPT = 1;
        public const int IHUYI_PUSH_REPLY = 2;
        public const int IHUYI_PUSH_TEMPLATE_REVIEW = 3;
        public const int IHUYI_STATE_ACCEPTED = 1;
        public const int IHUYI_STATE_DELIVERED = 2;
        public const int IHUYI_STATE_FAILED = 3;
        public const int IHUYI_STATE_UNKNOWN = 4;
        public const int IHUYI_FLAG_SETTLED = 16;
        public const int IHUYI_BULK_PLANNING = 1;
        public const int IHUYI_BULK_READY = 2;
        public const int IHUYI_BULK_PAUSED = 3;
        public const int IHUYI_BULK_HALTED = 4;
        public const int IHUYI_BULK_DONE = 5;
        public const int IHUYI_ROW_PLANNED = 1;
        public const int IHUYI_ROW_SENDING = 2;
        public const int IHUYI_ROW_ACCEPTED = 3;
        public const int IHUYI_ROW_REFUSED = 4;
        public const int IHUYI_ROW_UNKNOWN = 5;
        public const int IHUYI_ROW_LEFT_OUT = 6;
        public const int IHUYI_FLAG_LEFT_OUT = 32;
        public const int IHUYI_ABI_VERSION = 1;
    }

    /// <summary>The functions and structs. Plain C: nothing outside this file sees them.</summary>
    internal static class Native
    {
        // Winapi, because it is what the library promises on each platform: stdcall on 32-bit Windows, the C convention everywhere else.
        // Cdecl would unbalance the stack there, StdCall is nothing but a name elsewhere. Delegates and not DllImport, because
        // DllImport looks for a fixed name before anybody can say where the library is, and cannot tell which function is missing.
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_send(byte[] account, byte[] password, byte[] mobile, byte[] content, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_voice(byte[] account, byte[] password, byte[] mobile, byte[] code, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate IntPtr ihuyi_strerror(int code);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate IntPtr ihuyi_client_new(ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate IntPtr ihuyi_client_open(byte[] ini_path, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_client_set(IntPtr client, byte[] key, byte[] value, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate IntPtr ihuyi_charset(IntPtr client);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate void ihuyi_client_free(IntPtr client);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_submit(IntPtr client, byte[] service, byte[] mobile, byte[] content, byte[] template_id, byte[] options, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_balance(IntPtr client, byte[] service, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_add_template(IntPtr client, byte[] content, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_verify_start(IntPtr client, byte[] purpose, byte[] mobile, byte[] keys, ref ihuyi_verification @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_verify_resend(IntPtr client, byte[] id, byte[] channel, byte[] keys, ref ihuyi_verification @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_verify_check(IntPtr client, byte[] id, byte[] code, ref ihuyi_verification @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_guard_ask(IntPtr client, byte[] service, byte[] mobile, byte[] keys, ref ihuyi_decision @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_guard_status(IntPtr client, byte[] service, byte[] mobile, byte[] keys, ref ihuyi_decision @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_guard_unlock(IntPtr client, byte[] kind, byte[] value, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_captcha_new(IntPtr client, byte[] keys, ref ihuyi_captcha @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_captcha_check(IntPtr client, byte[] id, byte[] answer, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_explain(IntPtr client, byte[] service, int code, byte[] lang, ref ihuyi_explanation @out);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_segments(IntPtr client, byte[] service, byte[] content, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_push_parse(IntPtr client, byte[] body, ref ihuyi_push @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_push_record(IntPtr client, byte[] body, ref ihuyi_push @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_status(IntPtr client, byte[] what, ref ihuyi_delivery @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_inbox(IntPtr client, uint after, ref ihuyi_push @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate IntPtr ihuyi_bulk_open(IntPtr client, byte[] journal, byte[] options, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_bulk_add(IntPtr bulk, byte[] mobile, byte[] content, byte[] reference, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_bulk_run(IntPtr bulk, int budget_ms, ref ihuyi_progress @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_bulk_status(IntPtr bulk, ref ihuyi_progress @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_bulk_next(IntPtr bulk, int state, uint after, ref ihuyi_row @out, ref ihuyi_result result);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate void ihuyi_bulk_close(IntPtr bulk);
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate int ihuyi_abi_version();
        [UnmanagedFunctionPointer(CallingConvention.Winapi)] public delegate IntPtr ihuyi_version();

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_result
        {
            public uint struct_size;
            public int outcome;
            public int code;
            public int http_status;
            public uint flags;
            public int segments;
            public int characters;
            public int recipients;
            public int balance;
            public int elapsed_ms;
            public int family;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] message_id;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)] public byte[] message;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_verification
        {
            public uint struct_size;
            public int channel;
            public int digits;
            public int wait;
            public int valid;
            public int left;
            public uint flags;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] id;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] mobile;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] purpose;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 80)] public byte[] limit;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_decision
        {
            public uint struct_size;
            public int allowed;
            public int wait;
            public uint flags;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 80)] public byte[] limit;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_captcha
        {
            public uint struct_size;
            public int length;
            public int valid;
            public int png_size;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] id;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 16384)] public byte[] png;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 22528)] public byte[] data_uri;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_explanation
        {
            public uint struct_size;
            public int code;
            public int known;
            public uint flags;
            public int family;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] name;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 256)] public byte[] text;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 1024)] public byte[] meaning;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 1024)] public byte[] cause;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 1024)] public byte[] advice;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_push
        {
            public uint struct_size;
            public int kind;
            public int code;
            public int success;
            public uint flags;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] message_id;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] mobile;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 256)] public byte[] status;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 768)] public byte[] explanation;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] time;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] template_id;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 4096)] public byte[] content;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 16)] public byte[] answer;
            public uint number;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_delivery
        {
            public uint struct_size;
            public int state;
            public int code;
            public uint flags;
            public int recipients;
            public int delivered;
            public int failed;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] service;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] message_id;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] mobile;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 256)] public byte[] status;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 768)] public byte[] explanation;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] submitted;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] reported;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_progress
        {
            public uint struct_size;
            public int state;
            public int code;
            public int wait;
            public uint flags;
            public int rows;
            public int planned;
            public int sending;
            public int accepted;
            public int refused;
            public int unknown;
            public int left_out;
            public int segments;
            public int accepted_segments;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)] public byte[] message;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ihuyi_row
        {
            public uint struct_size;
            public uint number;
            public int state;
            public int code;
            public uint flags;
            public int line;
            public int segments;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] mobile;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 128)] public byte[] reference;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] message_id;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 32)] public byte[] time;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)] public byte[] message;
        }
    }

    // ---- What a call comes to --------------------------------------------------------------------------------------------------------

    /// <summary>一次发送的结局，恰好四种 / how a message ended: exactly one of four.</summary>
    public enum Outcome
    {
        /// <summary>不向网关发请求的调用成功 / a call that asks no gateway succeeded.</summary>
        None = 0,
        /// <summary>网关已受理，不要重发 / the gateway took it: do not send again.</summary>
        Accepted = Abi.IHUYI_OUTCOME_ACCEPTED,
        /// <summary>被拒绝，先消除原因 / refused: mend the cause first.</summary>
        Refused = Abi.IHUYI_OUTCOME_REFUSED,
        /// <summary>没有发出，可以稍后重发 / nothing left this machine that the gateway could send: sending again later is safe.</summary>
        NotSent = Abi.IHUYI_OUTCOME_NOT_SENT,
        /// <summary>结果未知，不要盲目重发 / the request left and no verdict came back: do not send again blindly.</summary>
        Unknown = Abi.IHUYI_OUTCOME_UNKNOWN
    }

    /// <summary>返回码属于哪一类；每一类有自己的异常 / what a code is about; each family has an exception of its own.</summary>
    public enum Family
    {
        None = Abi.IHUYI_FAMILY_NONE,
        Account = Abi.IHUYI_FAMILY_ACCOUNT,
        Balance = Abi.IHUYI_FAMILY_BALANCE,
        Number = Abi.IHUYI_FAMILY_NUMBER,
        Content = Abi.IHUYI_FAMILY_CONTENT,
        Template = Abi.IHUYI_FAMILY_TEMPLATE,
        Limit = Abi.IHUYI_FAMILY_LIMIT,
        Gateway = Abi.IHUYI_FAMILY_GATEWAY,
        Argument = Abi.IHUYI_FAMILY_ARGUMENT,
        Setting = Abi.IHUYI_FAMILY_SETTING,
        Network = Abi.IHUYI_FAMILY_NETWORK,
        Unknown = Abi.IHUYI_FAMILY_UNKNOWN,
        Internal = Abi.IHUYI_FAMILY_INTERNAL,
        /// <summary>一次性验证码或图片验证码：不对、过期、用过或没有 / a one-time code or a picture challenge: wrong, expired, used up, or not there.</summary>
        Verify = Abi.IHUYI_FAMILY_VERIFY,
        /// <summary>存储和它的密钥，以及里面没有的记录 / the store, its secret key, and what is not remembered there.</summary>
        Store = Abi.IHUYI_FAMILY_STORE
    }

    /// <summary>调用结果，不可变 / what a call came to; never changes.</summary>
    public sealed class Result
    {
        /// <summary>结局：程序按它分支 / how it ended: branch on this.</summary>
        public Outcome Outcome { get; private set; }
        /// <summary>网关返回码（0 和正数）或本库代码（负数） / the gateway's code (0 and above) or the library's (below 0).</summary>
        public int Code { get; private set; }
        /// <summary>返回码的类别 / what the code is about.</summary>
        public Family Family { get; private set; }
        /// <summary>网关最后一次应答的 HTTP 状态，没有则为 0 / HTTP status of the last reply, 0 without one.</summary>
        public int HttpStatus { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_... 之和 / the sum of Abi.IHUYI_FLAG_...</summary>
        public int Flags { get; private set; }
        /// <summary>每个号码计费条数，不可知时为 0 / billed messages per recipient, 0 when that cannot be known.</summary>
        public int Segments { get; private set; }
        /// <summary>计费字数（含签名），不可知时为 0 / characters billed, signature included, 0 when that cannot be known.</summary>
        public int Characters { get; private set; }
        /// <summary>号码个数，重复的只算一次 / recipients; a number given twice counts once.</summary>
        public int Recipients { get; private set; }
        /// <summary>剩余条数，只有查询余额时才有 / messages left; only a balance call has it.</summary>
        public int? Balance { get; private set; }
        /// <summary>耗时（毫秒） / milliseconds that the call took.</summary>
        public int ElapsedMs { get; private set; }
        /// <summary>网关给的流水号或模板编号；是文字，不是数字 / the gateway's id of the message or the template: text, not a number.</summary>
        public string MessageId { get; private set; }
        /// <summary>网关或本库的说明，给人看的 / the gateway's words or the library's, for people.</summary>
        public string Message { get; private set; }

        /// <summary>本库自查时拒绝，没有请求，没有计费 / a check of the library refused: no request, nothing billed.</summary>
        public bool IsLocal { get { return (Flags & Abi.IHUYI_FLAG_LOCAL) != 0; } }
        /// <summary>按网关的时间重新签名后又请求了一次 / signed anew by the gateway's clock and asked once more.</summary>
        public bool IsClockCorrected { get { return (Flags & Abi.IHUYI_FLAG_CLOCK_CORRECTED) != 0; } }
        /// <summary>同一个 reference 早先发过，这是那一次的结果，这次没有发送 / an earlier call with the same reference came to this; nothing was sent now.</summary>
        public bool IsRepeated { get { return (Flags & Abi.IHUYI_FLAG_REPEATED) != 0; } }
        /// <summary>这一行未列入名单，不会发送；其余的行照发 / the row is in the plan as left out, and is not sent; the other rows are.</summary>
        public bool IsLeftOut { get { return (Flags & Abi.IHUYI_FLAG_LEFT_OUT) != 0; } }

        internal Result(int code, ref Native.ihuyi_result raw, Charset charset)
        {
            Outcome = (Outcome)raw.outcome;
            Code = code;
            Family = (Family)raw.family;
            HttpStatus = raw.http_status;
            Flags = (int)raw.flags;
            Segments = raw.segments;
            Characters = raw.characters;
            Recipients = raw.recipients;
            Balance = raw.balance < 0 ? (int?)null : raw.balance;
            ElapsedMs = raw.elapsed_ms;
            MessageId = charset.Text(raw.message_id);
            Message = charset.Text(raw.message);
        }

        /// <summary>For a call that hands back a number and no more: what the library knows about that number.</summary>
        internal Result(ref Native.ihuyi_explanation raw, string message)
        {
            Outcome = Outcome.Refused;
            Code = raw.code;
            Family = (Family)raw.family;
            Flags = Abi.IHUYI_FLAG_LOCAL;
            MessageId = "";
            Message = message;
        }

        /// <summary>For what this file itself refuses.</summary>
        internal Result(string refusal)
        {
            Outcome = Outcome.Refused;
            Code = Abi.IHUYI_E_ARGUMENT;
            Family = Family.Argument;
            Flags = Abi.IHUYI_FLAG_LOCAL;
            MessageId = "";
            Message = refusal;
        }

        public override string ToString()
        {
            return Outcome + " " + Code + (MessageId.Length == 0 ? "" : " id=" + MessageId);
        }
    }

    /// <summary>一个返回码的解释 / one code, explained.</summary>
    public sealed class Explanation
    {
        public int Code { get; private set; }
        /// <summary>返回码在表中 / the code stands in the tables.</summary>
        public bool IsKnown { get; private set; }
        public Family Family { get; private set; }
        /// <summary>ihuyi.h 中的名称，没有则为空 / the name in ihuyi.h, empty where there is none.</summary>
        public string Name { get; private set; }
        /// <summary>互亿无线的原文 / the vendor's own words.</summary>
        public string Text { get; private set; }
        /// <summary>实际含义 / what it means in practice.</summary>
        public string Meaning { get; private set; }
        /// <summary>常见原因 / what usually causes it.</summary>
        public string Cause { get; private set; }
        /// <summary>怎么办 / what to do about it.</summary>
        public string Advice { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0.</summary>
        public int Flags { get; private set; }

        internal Explanation(ref Native.ihuyi_explanation raw, Charset charset)
        {
            Code = raw.code;
            IsKnown = raw.known != 0;
            Family = (Family)raw.family;
            Name = charset.Text(raw.name);
            Text = charset.Text(raw.text);
            Meaning = charset.Text(raw.meaning);
            Cause = charset.Text(raw.cause);
            Advice = charset.Text(raw.advice);
            Flags = (int)raw.flags;
        }

        public override string ToString() { return Code + " " + Text; }
    }

    /// <summary>推送的种类 / what a push is.</summary>
    public enum PushKind
    {
        /// <summary>状态报告 / a delivery receipt.</summary>
        Receipt = Abi.IHUYI_PUSH_RECEIPT,
        /// <summary>用户回复 / a user's reply.</summary>
        Reply = Abi.IHUYI_PUSH_REPLY,
        /// <summary>模板审核结果 / the verdict on a template.</summary>
        TemplateReview = Abi.IHUYI_PUSH_TEMPLATE_REVIEW
    }

    /// <summary>网关推送的内容；没有的字段为空 / what the gateway tells afterwards; what a kind does not have is empty.</summary>
    public sealed class Push
    {
        public PushKind Kind { get; private set; }
        /// <summary>推送自己的代码，2 是送达或通过 / the push's own code: 2 is delivered, or approved.</summary>
        public int Code { get; private set; }
        /// <summary>送达或通过 / delivered, or approved.</summary>
        public bool IsSuccess { get; private set; }
        /// <summary>发送时得到的流水号 / the id that the submission was answered with.</summary>
        public string MessageId { get; private set; }
        /// <summary>完整的号码，不要写进日志 / the whole number: keep it out of logs.</summary>
        public string Mobile { get; private set; }
        /// <summary>运营商的状态，或审核意见 / the carrier's status, or the review's reason.</summary>
        public string Status { get; private set; }
        /// <summary>状态的含义和办法 / what the status means and what to do.</summary>
        public string Explanation { get; private set; }
        /// <summary>时间，推定为北京时间 / time of the event, China Standard Time presumed.</summary>
        public string Time { get; private set; }
        public string TemplateId { get; private set; }
        /// <summary>用户回复的文字 / the user's text.</summary>
        public string Content { get; private set; }
        /// <summary>应答网关的文字 / what to answer the gateway with.</summary>
        public string Answer { get; private set; }
        /// <summary>回复或模板审核结果在收件箱里的编号，没有记下来的为 0 / a reply's or a template review's number in the inbox; 0 where it was not remembered.</summary>
        public long Number { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0.</summary>
        public int Flags { get; private set; }

        internal Push(ref Native.ihuyi_push raw, Charset charset)
        {
            Kind = (PushKind)raw.kind;
            Code = raw.code;
            IsSuccess = raw.success != 0;
            MessageId = charset.Text(raw.message_id);
            Mobile = charset.Text(raw.mobile);
            Status = charset.Text(raw.status);
            Explanation = charset.Text(raw.explanation);
            Time = charset.Text(raw.time);
            TemplateId = charset.Text(raw.template_id);
            Content = charset.Text(raw.content);
            Answer = charset.Text(raw.answer);
            Number = raw.number;
            Flags = (int)raw.flags;
        }

        public override string ToString() { return Kind + " " + Code + " " + Status; }
    }

    /// <summary>一条短信的去向 / what became of a message.</summary>
    public enum State
    {
        /// <summary>网关已受理，还没有回执 / the gateway took it; its receipt is not there yet.</summary>
        Accepted = Abi.IHUYI_STATE_ACCEPTED,
        /// <summary>手机已收到；有几个号码时，全部收到 / the phone has got it; all of them, where there are several.</summary>
        Delivered = Abi.IHUYI_STATE_DELIVERED,
        /// <summary>手机没有收到；有几个号码时，至少一个没有收到 / the phone has not got it; where there are several, one of them at least.</summary>
        Failed = Abi.IHUYI_STATE_FAILED,
        /// <summary>请求已发出，不知道网关有没有受理：不要盲目重发 / it left, and nobody knows whether the gateway took it: do not resend blindly.</summary>
        Unknown = Abi.IHUYI_STATE_UNKNOWN
    }

    /// <summary>一条短信的去向；不知道的为空或 0 / what is known of a message; what is not known is empty, or 0.</summary>
    public sealed class Delivery
    {
        public State State { get; private set; }
        /// <summary>回执的代码，2 是送达；有几个号码时，是第一个失败的 / the receipt's code: 2 is delivered; of several numbers, that of the first one that failed.</summary>
        public int Code { get; private set; }
        /// <summary>发给几个号码 / numbers that it went to.</summary>
        public int Recipients { get; private set; }
        /// <summary>其中几个已收到 / of these, how many have got it.</summary>
        public int Delivered { get; private set; }
        /// <summary>其中几个没有收到 / of these, how many have not.</summary>
        public int Failed { get; private set; }
        /// <summary>哪一种服务，如 sms / the service, as sms.</summary>
        public string Service { get; private set; }
        /// <summary>流水号，结果未知时为空 / the gateway's id; empty while the end is unknown.</summary>
        public string MessageId { get; private set; }
        /// <summary>第一个号码，已遮盖：138****0000 / the first number, masked: 138****0000.</summary>
        public string Mobile { get; private set; }
        /// <summary>Code 所属回执的运营商状态，如 DELIVRD / the carrier's status, as DELIVRD, of the receipt that Code is of.</summary>
        public string Status { get; private set; }
        /// <summary>状态的含义和办法 / what the status means and what to do.</summary>
        public string Explanation { get; private set; }
        /// <summary>提交时间，北京时间 / when it was submitted, China Standard Time.</summary>
        public string Submitted { get; private set; }
        /// <summary>运营商报告的时间，照网关写的 / when the carrier reported, as the gateway wrote it.</summary>
        public string Reported { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_... 之和 / the sum of Abi.IHUYI_FLAG_...</summary>
        public int Flags { get; private set; }
        /// <summary>提交时结果未知，后来由回执得知流水号 / the submission had ended unknown; a receipt has told its id since.</summary>
        public bool IsSettled { get { return (Flags & Abi.IHUYI_FLAG_SETTLED) != 0; } }

        internal Delivery(ref Native.ihuyi_delivery raw, Charset charset)
        {
            State = (State)raw.state;
            Code = raw.code;
            Recipients = raw.recipients;
            Delivered = raw.delivered;
            Failed = raw.failed;
            Service = charset.Text(raw.service);
            MessageId = charset.Text(raw.message_id);
            Mobile = charset.Text(raw.mobile);
            Status = charset.Text(raw.status);
            Explanation = charset.Text(raw.explanation);
            Submitted = charset.Text(raw.submitted);
            Reported = charset.Text(raw.reported);
            Flags = (int)raw.flags;
        }

        public override string ToString()
        {
            return State + " " + Code + (MessageId.Length == 0 ? "" : " id=" + MessageId);
        }
    }

    // ---- A list of thousands, each sent once -----------------------------------------------------------------------------------------

    /// <summary>一份名单到了哪一步 / where a list stands.</summary>
    public enum BulkState
    {
        /// <summary>可以加行；还没有写成文件，什么都没有发 / rows can be added; nothing is on the disk, and nothing was sent.</summary>
        Planning = Abi.IHUYI_BULK_PLANNING,
        /// <summary>还有行要发：调用 Run / rows wait to be sent: call Run.</summary>
        Ready = Abi.IHUYI_BULK_READY,
        /// <summary>Wait 之后才能再发：不在发送时段，或网络不通；到时再调用 Run / nothing can be sent for Wait: the hours are over, or the network is. Call Run again after that.</summary>
        Paused = Abi.IHUYI_BULK_PAUSED,
        /// <summary>不再发了：帐号、设置，或网关拒绝一切；处理之后关闭，再打开 / nothing more is sent: the account, a setting, or a gateway that refuses everything. Mend it, close the list, and open it again.</summary>
        Halted = Abi.IHUYI_BULK_HALTED,
        /// <summary>没有要发的了；几个线程同时发时，可能还有在途的 / no row waits. Where several threads send, some may still be on their way.</summary>
        Done = Abi.IHUYI_BULK_DONE
    }

    /// <summary>名单里的一行怎么样了 / what became of a row.</summary>
    public enum RowState
    {
        /// <summary>待发送 / it waits.</summary>
        Planned = Abi.IHUYI_ROW_PLANNED,
        /// <summary>在途 / it is on its way.</summary>
        Sending = Abi.IHUYI_ROW_SENDING,
        /// <summary>网关已受理 / the gateway took it.</summary>
        Accepted = Abi.IHUYI_ROW_ACCEPTED,
        /// <summary>被网关或本库的检查拒绝，没有发出 / the gateway, or a check of the library, refused it. Nothing was sent.</summary>
        Refused = Abi.IHUYI_ROW_REFUSED,
        /// <summary>可能发了，也可能没发；不会自己再发 / it may have been sent, and may not. Never sent again by itself.</summary>
        Unknown = Abi.IHUYI_ROW_UNKNOWN,
        /// <summary>没有列入计划，或轮到时号码已退订，Message 说明原因 / left out, by the plan or for an opt-out since; its Message says why.</summary>
        LeftOut = Abi.IHUYI_ROW_LEFT_OUT
    }

    /// <summary>一份名单的进度，不可变；行数就是行数，不管怎样计费 / how far a list is; never changes. Numbers of rows count rows, whatever they are billed as.</summary>
    public sealed class Progress
    {
        public BulkState State { get; private set; }
        /// <summary>为什么暂停或停下，否则为 0 / why it pauses, or was halted; otherwise 0.</summary>
        public int Code { get; private set; }
        /// <summary>暂停时，多久以后可以接着发 / how long until it can go on, when it pauses.</summary>
        public TimeSpan Wait { get; private set; }
        /// <summary>要发的行，不论现在怎样；不含未列入的 / rows that are to be sent, whatever has become of them: without those left out.</summary>
        public int Rows { get; private set; }
        /// <summary>待发送 / rows that wait.</summary>
        public int Planned { get; private set; }
        /// <summary>其他线程正在发的 / rows that are on their way in other threads.</summary>
        public int Sending { get; private set; }
        /// <summary>已受理 / rows that the gateway took.</summary>
        public int Accepted { get; private set; }
        /// <summary>被拒绝 / rows that were refused.</summary>
        public int Refused { get; private set; }
        /// <summary>结果未知 / rows of unknown end.</summary>
        public int Unknown { get; private set; }
        /// <summary>未列入 / rows that were left out.</summary>
        public int LeftOut { get; private set; }
        /// <summary>要发的行一共计费多少条；只有网关才知道的，按 1 条算 / billed messages of all rows that are to be sent; a row of which only the gateway knows counts as one.</summary>
        public int Segments { get; private set; }
        /// <summary>已受理的计费多少条 / billed messages of the accepted ones.</summary>
        public int AcceptedSegments { get; private set; }
        /// <summary>为什么暂停或停下，该怎么办；否则为空 / why it pauses or was halted, and what to do; otherwise empty.</summary>
        public string Message { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0.</summary>
        public int Flags { get; private set; }

        internal Progress(ref Native.ihuyi_progress raw, Charset charset)
        {
            State = (BulkState)raw.state;
            Code = raw.code;
            Wait = TimeSpan.FromSeconds(raw.wait);
            Rows = raw.rows;
            Planned = raw.planned;
            Sending = raw.sending;
            Accepted = raw.accepted;
            Refused = raw.refused;
            Unknown = raw.unknown;
            LeftOut = raw.left_out;
            Segments = raw.segments;
            AcceptedSegments = raw.accepted_segments;
            Message = charset.Text(raw.message);
            Flags = (int)raw.flags;
        }

        public override string ToString()
        {
            return string.Format("{0} accepted={1} refused={2} unknown={3} planned={4}", State, Accepted, Refused, Unknown, Planned);
        }
    }

    /// <summary>名单里的一行，不可变；没有的为空或 0 / one row of a list; never changes. What a row does not have is empty, or 0.</summary>
    public sealed class Row
    {
        /// <summary>在任务文件里的编号，从 1 开始 / its number in the journal, from 1 on.</summary>
        public long Number { get; private set; }
        public RowState State { get; private set; }
        /// <summary>网关的返回码，或未列入的原因 / the last answer's code, or why it was left out.</summary>
        public int Code { get; private set; }
        /// <summary>在名单里是第几行：第一个加的是 1；任务文件由 ihuyi bulk plan 所做时，是表格的行号 / where it stood in the list: the first that was added is 1; of a plan by ihuyi bulk plan, the spreadsheet's row.</summary>
        public int Line { get; private set; }
        /// <summary>计费条数；只有网关才知道时为 0 / billed messages; 0 when only the gateway knows.</summary>
        public int Segments { get; private set; }
        /// <summary>完整的号码，不要写进日志 / the whole number: keep it out of logs.</summary>
        public string Mobile { get; private set; }
        /// <summary>加的时候给的编号 / what it was called when it was added.</summary>
        public string Reference { get; private set; }
        /// <summary>网关给的流水号 / the gateway's id.</summary>
        public string MessageId { get; private set; }
        /// <summary>什么时候有的这个结果，北京时间；没有发过则为空 / when it came to where it stands, China Standard Time; empty: never sent.</summary>
        public string Time { get; private set; }
        /// <summary>网关或本库的说明 / the gateway's own words, or the library's.</summary>
        public string Message { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0.</summary>
        public int Flags { get; private set; }

        internal Row(ref Native.ihuyi_row raw, Charset charset)
        {
            Number = raw.number;
            State = (RowState)raw.state;
            Code = raw.code;
            Line = raw.line;
            Segments = raw.segments;
            Mobile = charset.Text(raw.mobile);
            Reference = charset.Text(raw.reference);
            MessageId = charset.Text(raw.message_id);
            Time = charset.Text(raw.time);
            Message = charset.Text(raw.message);
            Flags = (int)raw.flags;
        }

        public override string ToString() { return Number + " " + State + " " + Code + (MessageId.Length == 0 ? "" : " id=" + MessageId); }
    }

    // ---- One-time codes, limits and the picture challenge -----------------------------------------------------------------------------

    /// <summary>
    /// 随调用给出的键值：限额按它们计数，也是 Submit 的选项 / names and values that go with a call: what limits count by, and the options of Submit.
    /// </summary>
    /// <example><code>new Keys { { "ip", Request.UserHostAddress }, { "session", Session.SessionID } }</code></example>
    /// <remarks>A text of lines and a Dictionary become one by themselves. The lines are handed on as they are: put nothing into them that a visitor sent.</remarks>
    public sealed class Keys : IEnumerable<string>
    {
        private readonly List<string> lines = new List<string>();

        /// <summary>加一个键；值为 null 等于没有 / adds a key; a value of null is none.</summary>
        public void Add(string key, string value)
        {
            // A line break would forge another key out of what a visitor sent.
            if (key == null || key.IndexOfAny(new[] { '\r', '\n', '=' }) >= 0)
                throw IhuyiException.For(new Result("键的名称为 null，或里面有换行或等号，未发送；请改正名称 / a key's name is null, or holds a line break or an equals sign; nothing was sent: correct the name"));
            if (value != null && value.IndexOfAny(new[] { '\r', '\n' }) >= 0)
                throw IhuyiException.For(new Result(string.Format("键 {0} 的值里有换行，换行之后会成为另一个键，未发送；请先去掉 / the value of the key {0} holds a line break, behind which another key would begin; nothing was sent: remove it first", key)));
            lines.Add(key + " = " + value);
        }

        public static implicit operator Keys(string lines)
        {
            if (lines == null) return null;
            Keys keys = new Keys();
            keys.lines.Add(lines);
            return keys;
        }

        public static implicit operator Keys(Dictionary<string, string> pairs)
        {
            if (pairs == null) return null;
            Keys keys = new Keys();
            foreach (KeyValuePair<string, string> pair in pairs) keys.Add(pair.Key, pair.Value);
            return keys;
        }

        public IEnumerator<string> GetEnumerator() { return lines.GetEnumerator(); }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() { return GetEnumerator(); }

        /// <summary>每行一个“键 = 值” / lines of key = value.</summary>
        public override string ToString() { return string.Join("\n", lines); }
    }

    /// <summary>验证码走的路 / the way a code went.</summary>
    public enum Channel
    {
        /// <summary>没有发出 / it did not go.</summary>
        None = 0,
        /// <summary>短信 / as a text message.</summary>
        Sms = Abi.IHUYI_CHANNEL_SMS,
        /// <summary>电话读出 / read out in a call.</summary>
        Voice = Abi.IHUYI_CHANNEL_VOICE
    }

    /// <summary>一次性验证码怎么样了 / how it stands with a one-time code.</summary>
    public enum CodeStatus
    {
        /// <summary>已发出，或填对了 / it is out, or it was right.</summary>
        Ok,
        /// <summary>填错了，还可以再试 / wrong, and may be tried again.</summary>
        Wrong,
        /// <summary>过期了 / its time is over.</summary>
        Expired,
        /// <summary>没有这个验证码，或已经用过 / there is none, or it was used.</summary>
        None,
        /// <summary>错得太多，作废了 / entered wrongly too often, and dead.</summary>
        Locked,
        /// <summary>别的原因，见 Result / something else: Result says what.</summary>
        Failed
    }

    /// <summary>一次性验证码；没有的字段为空或 0 / a one-time code, as far as a site needs to know it; what a call does not tell is empty, or 0.</summary>
    public sealed class Verification
    {
        /// <summary>发送：验证码已发出（含结果未知）；校验：填对了 / sending: a code is out, the outcome "unknown" included; checking: it was right.</summary>
        public bool IsOk { get; private set; }
        public CodeStatus Status { get; private set; }
        /// <summary>存进访客会话的编号 / what the site keeps in the visitor's session.</summary>
        public string Id { get; private set; }
        public Channel Channel { get; private set; }
        /// <summary>验证码的位数 / digits of the code.</summary>
        public int Digits { get; private set; }
        /// <summary>多少秒后可以再要 / seconds until the code can be asked for again.</summary>
        public int Wait { get; private set; }
        /// <summary>还有效多少秒 / seconds that the code is still good.</summary>
        public int Valid { get; private set; }
        /// <summary>还可以试几次 / checks that are left.</summary>
        public int Left { get; private set; }
        /// <summary>填对之后：收到验证码的完整号码。以它为准，不要用表单里的，也不要写进日志 / after a right check: the number that the code was sent to, whole: keep it out of logs. Trust this one, and not what a form says.</summary>
        public string Mobile { get; private set; }
        /// <summary>填对之后：用途 / after a right check: what the code was for.</summary>
        public string Purpose { get; private set; }
        /// <summary>拦下发送的限额，如 sms:mobile 1/60s / the limit that stopped the send.</summary>
        public string Limit { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0.</summary>
        public int Flags { get; private set; }
        public Result Result { get; private set; }

        internal Verification(Result result, bool succeeded, ref Native.ihuyi_verification raw, Charset charset)
        {
            // Unknown: the message may have arrived, and the code that it holds is good.
            IsOk = succeeded || result.Outcome == Outcome.Unknown;
            Status = IsOk ? CodeStatus.Ok : StatusOf(result.Code);
            Id = charset.Text(raw.id);
            Channel = (Channel)raw.channel;
            Digits = raw.digits;
            Wait = raw.wait;
            Valid = raw.valid;
            Left = raw.left;
            Mobile = charset.Text(raw.mobile);
            Purpose = charset.Text(raw.purpose);
            Limit = charset.Text(raw.limit);
            Flags = (int)raw.flags;
            Result = result;
        }

        private static CodeStatus StatusOf(int code)
        {
            switch (code)
            {
                case Abi.IHUYI_E_CODE_WRONG: return CodeStatus.Wrong;
                case Abi.IHUYI_E_CODE_EXPIRED: return CodeStatus.Expired;
                case Abi.IHUYI_E_CODE_NONE: return CodeStatus.None;
                case Abi.IHUYI_E_CODE_LOCKED: return CodeStatus.Locked;
                default: return CodeStatus.Failed;
            }
        }

        public override string ToString() { return Status + " " + Result.Code; }
    }

    /// <summary>限额怎么说 / what the limits say.</summary>
    public sealed class Decision
    {
        /// <summary>可以发 / it may be sent.</summary>
        public bool IsAllowed { get; private set; }
        /// <summary>多少秒后可以（再）发；等待无用时为 0 / seconds until it may be sent (again); 0 when no waiting helps.</summary>
        public int Wait { get; private set; }
        /// <summary>起作用的限额，如 sms:mobile 1/60s / the limit that decided.</summary>
        public string Limit { get; private set; }
        /// <summary>Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0.</summary>
        public int Flags { get; private set; }
        public Result Result { get; private set; }

        internal Decision(Result result, ref Native.ihuyi_decision raw, Charset charset)
        {
            IsAllowed = raw.allowed != 0;
            Wait = raw.wait;
            Limit = charset.Text(raw.limit);
            Flags = (int)raw.flags;
            Result = result;
        }

        public override string ToString() { return (IsAllowed ? "allowed" : "not allowed") + " " + Result.Code; }
    }

    /// <summary>图片验证码 / a picture challenge.</summary>
    public sealed class Captcha
    {
        /// <summary>随答案交回；可以放在页面的隐藏字段里 / comes back with the answer; may stand in a hidden field.</summary>
        public string Id { get; private set; }
        /// <summary>PNG 文件 / the picture as a PNG file.</summary>
        public byte[] Png { get; private set; }
        /// <summary>可直接写进 img 的 src / the same picture for the src of an img.</summary>
        public string DataUri { get; private set; }
        /// <summary>字符个数 / characters in the picture.</summary>
        public int Length { get; private set; }
        /// <summary>多少秒内可以回答 / seconds that an answer is taken.</summary>
        public int Valid { get; private set; }

        internal Captcha(ref Native.ihuyi_captcha raw, Charset charset)
        {
            Id = charset.Text(raw.id);
            Png = new byte[raw.png_size];
            Array.Copy(raw.png, Png, raw.png_size);
            DataUri = charset.Text(raw.data_uri);
            Length = raw.length;
            Valid = raw.valid;
        }
    }

    // ---- Exceptions: one class a family ----------------------------------------------------------------------------------------------

    /// <summary>调用没有成功。Result 里有全部细节 / a call did not succeed; Result has all there is to know.</summary>
    public class IhuyiException : Exception
    {
        public Result Result { get; private set; }
        public int Code { get { return Result.Code; } }
        public Outcome Outcome { get { return Result.Outcome; } }
        public Family Family { get { return Result.Family; } }
        /// <summary>
        /// VerifyStart 和 VerifyResend 失败时的 Wait、Limit，结果未知时的 Id；其他调用为 null /
        /// Wait and Limit when VerifyStart or VerifyResend failed, and the Id when the outcome is unknown; null for every other call.
        /// </summary>
        public Verification Verification { get; private set; }

        internal IhuyiException(Result result)
            : base(result.Message + " [" + result.Code + ", docs/codes.md#code-" + result.Code + "]")
        {
            Result = result;
        }

        internal static IhuyiException For(Result result, Verification verification = null)
        {
            IhuyiException error = OfFamily(result);
            error.Verification = verification;
            return error;
        }

        /// <summary>The one place that knows which family has which class. A family that a newer library adds is the base class.</summary>
        private static IhuyiException OfFamily(Result result)
        {
            switch (result.Family)
            {
                case Family.Account: return new AccountException(result);
                case Family.Balance: return new BalanceException(result);
                case Family.Number: return new NumberException(result);
                case Family.Content: return new ContentException(result);
                case Family.Template: return new TemplateException(result);
                case Family.Limit: return new LimitException(result);
                case Family.Gateway: return new GatewayException(result);
                case Family.Argument: return new InvalidCallException(result);
                case Family.Setting: return new SettingException(result);
                case Family.Network: return new NotSentException(result);
                case Family.Unknown: return new OutcomeUnknownException(result);
                case Family.Internal: return new InternalException(result);
                case Family.Verify: return new VerifyException(result);
                case Family.Store: return new StoreException(result);
                default: return new IhuyiException(result);
            }
        }
    }

    /// <summary>账号、密钥或来访 IP 有问题 / account, key, or the address that asks.</summary>
    public sealed class AccountException : IhuyiException { internal AccountException(Result result) : base(result) { } }
    /// <summary>剩余条数不足 / no messages left.</summary>
    public sealed class BalanceException : IhuyiException { internal BalanceException(Result result) : base(result) { } }
    /// <summary>这个号码有问题 / this phone number.</summary>
    public sealed class NumberException : IhuyiException { internal NumberException(Result result) : base(result) { } }
    /// <summary>这段内容有问题 / this text.</summary>
    public sealed class ContentException : IhuyiException { internal ContentException(Result result) : base(result) { } }
    /// <summary>模板或变量有问题 / templates and their variables.</summary>
    public sealed class TemplateException : IhuyiException { internal TemplateException(Result result) : base(result) { } }
    /// <summary>太多或太快 / too many, or too fast.</summary>
    public sealed class LimitException : IhuyiException { internal LimitException(Result result) : base(result) { } }
    /// <summary>网关的其他拒绝 / another refusal of the gateway's.</summary>
    public sealed class GatewayException : IhuyiException { internal GatewayException(Result result) : base(result) { } }
    /// <summary>调用本身有问题：参数、编码 / the call itself: an argument, its charset.</summary>
    public sealed class InvalidCallException : IhuyiException { internal InvalidCallException(Result result) : base(result) { } }
    /// <summary>设置有问题 / a setting, or the file it stands in.</summary>
    public sealed class SettingException : IhuyiException { internal SettingException(Result result) : base(result) { } }
    /// <summary>到不了网关，什么都没有发出，可以稍后重发 / the way to the gateway; nothing was sent, sending again later is safe.</summary>
    public sealed class NotSentException : IhuyiException { internal NotSentException(Result result) : base(result) { } }
    /// <summary>请求已发出而没有结论：不要盲目重发，等回执或到控制台查看 / the request left and no verdict came back: do not resend blindly, wait for the receipt or look in the console.</summary>
    public sealed class OutcomeUnknownException : IhuyiException { internal OutcomeUnknownException(Result result) : base(result) { } }
    /// <summary>本库的缺陷 / a defect of the library.</summary>
    public sealed class InternalException : IhuyiException { internal InternalException(Result result) : base(result) { } }
    /// <summary>验证码或图片的答案不对、过期、用过或没有 / a one-time code or the answer to a picture: wrong, expired, used up, or not there.</summary>
    public sealed class VerifyException : IhuyiException { internal VerifyException(Result result) : base(result) { } }
    /// <summary>
    /// 存储或它的密钥用不了，没有发出；查询去向时，也可能是没有记录（Abi.IHUYI_E_NO_STATUS） / the store, or its secret key, cannot be used; nothing was
    /// sent. Or, when a status was asked for, nothing is remembered of that message (Abi.IHUYI_E_NO_STATUS).
    /// </summary>
    public sealed class StoreException : IhuyiException { internal StoreException(Result result) : base(result) { } }

    /// <summary>动态库找不到、不对或太旧；说明里有办法 / the native library is missing, wrong or too old; the message says what to do.</summary>
    public sealed class LibraryException : DllNotFoundException { internal LibraryException(string message) : base(message) { } }

    // ---- Calls -----------------------------------------------------------------------------------------------------------------------

    /// <summary>最简单的用法：账号、密钥、号码、内容 / the shortest way: account, key, number, text. Any number of threads may call at once.</summary>
    public static class Gateway
    {
        /// <summary>发一条短信 / sends one text message.</summary>
        /// <param name="account">控制台的 APIID / the console's APIID</param>
        /// <param name="apikey">控制台的 APIKEY，不会传输 / the console's APIKEY; it signs and does not travel</param>
        /// <param name="mobile">11 位手机号 / 11 digits</param>
        /// <param name="content">完整的内容，不含签名 / the whole text, without signature</param>
        public static Result Send(string account, string apikey, string mobile, string content)
        {
            return Default().Send(account, apikey, mobile, content);
        }

        /// <summary>打电话读出 4 到 6 位验证码 / calls and reads out a code of 4 to 6 digits.</summary>
        public static Result Voice(string account, string apikey, string mobile, string code)
        {
            return Default().Voice(account, apikey, mobile, code);
        }

        /// <summary>返回码的中文含义 / what a code means, in Chinese.</summary>
        public static string StrError(int code) { return Default().StrError(code); }

        /// <summary>解释一个返回码 / explains a code of a service.</summary>
        public static Explanation Explain(int code, string service = null, string lang = null) { return Default().Explain(code, service, lang); }

        /// <summary>计算计费条数，不发送 / counts billed messages without sending.</summary>
        public static Result Segments(string content, string service = null) { return Default().Segments(content, service); }

        /// <summary>读懂一次推送 / reads the body of a push.</summary>
        public static Push ParsePush(string body) { return Default().ParsePush(body); }

        /// <summary>动态库的版本 / the library's release.</summary>
        public static string Version { get { return Charset.Utf8.Text(Library.Get().ihuyi_version()); } }

        /// <summary>动态库的 ABI 版本 / the library's ABI version.</summary>
        public static int AbiVersion { get { return Library.Get().ihuyi_abi_version(); } }

        /// <summary>已装入的动态库 / the library that was loaded: its path, or the name the system knows it by.</summary>
        public static string LibraryPath { get { return Library.Get().Location; } }

        /// <summary>指定动态库的路径，在第一次调用之前 / loads the library of this path, before anything else is called.</summary>
        public static void Load(string path) { Library.Load(path); }

        private static Session Default() { return new Session(Library.Get(), IntPtr.Zero); }
    }

    /// <summary>
    /// 带设置的客户端，可供多个线程同时使用 / a client with settings of its own; any number of threads may use it at once.
    /// </summary>
    /// <remarks>Set waits for the calls under way and lets no other begin; Dispose lets the calls under way come to their end.</remarks>
    public sealed class Client : IDisposable
    {
        private readonly Library library;
        private readonly ClientHandle handle;
        private readonly ReaderWriterLockSlim settings = new ReaderWriterLockSlim();

        /// <summary>设置取自环境变量（IHUYI_ACCOUNT 等） / settings from the environment (IHUYI_ACCOUNT and so on).</summary>
        public Client() : this(session => session.NewClient(), null) { }

        /// <summary>再加上这些设置 / and these settings on top.</summary>
        public Client(IEnumerable<KeyValuePair<string, string>> options) : this(session => session.NewClient(), options) { }

        private Client(Func<Session, IntPtr> make, IEnumerable<KeyValuePair<string, string>> options)
        {
            library = Library.Get();
            handle = new ClientHandle(library, make(new Session(library, IntPtr.Zero)));
            try
            {
                Use(session => session.Charset);
                if (options != null)
                    foreach (KeyValuePair<string, string> option in options) Set(option.Key, option.Value);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }

        /// <summary>设置取自 INI 文件，环境变量优先 / settings from an INI file; the environment beats it.</summary>
        public static Client Open(string path) { return new Client(session => session.OpenClient(path), null); }

        /// <summary>改变一项设置，名称见 docs/settings.zh-CN.md / changes one setting; docs/settings.md lists them.</summary>
        public void Set(string key, string value)
        {
            settings.EnterWriteLock();
            try { Enter(session => session.Set(key, value)); }
            finally { settings.ExitWriteLock(); }
        }

        /// <summary>发一条短信 / sends one text message.</summary>
        public Result Send(string mobile, string content) { return Submit("sms", mobile, content); }

        /// <summary>打电话读出验证码 / calls and reads out a code.</summary>
        public Result Voice(string mobile, string code) { return Submit("voice", mobile, code); }

        /// <summary>按模板发短信，只给变量 / sends by template: the variables alone.</summary>
        public Result SendTemplate(string mobile, string templateId, params string[] variables)
        {
            for (int i = 0; variables != null && i < variables.Length; i++)
                if (variables[i] != null && variables[i].Contains("|"))
                    throw new ArgumentException(string.Format("第 {0} 个变量里有“|”，它是变量之间的分隔符，未发送；请先去掉或换成别的字符 / variable {0} holds \"|\", which separates variables; nothing was sent: remove or replace it first", i + 1), "variables");
            return Submit("sms", mobile, variables == null ? null : string.Join("|", variables), templateId);
        }

        /// <summary>语音通知 / a call that reads out an approved text; with a template id, its variables joined with |.</summary>
        public Result VoiceNotice(string mobile, string content, string templateId = null) { return Submit("voice_notice", mobile, content, templateId); }

        /// <summary>国际短信，号码为“国家代码 空格 号码” / to another country: country code, blank, number.</summary>
        public Result International(string mobile, string content, string templateId = null) { return Submit("international", mobile, content, templateId); }

        /// <summary>营销短信；schedule 如 2026-01-31 09:30:00，北京时间 / to a list of numbers, at once or at a time in China.</summary>
        public Result Marketing(IEnumerable<string> mobiles, string content, string schedule = null)
        {
            return Submit("marketing", mobiles == null ? null : string.Join(",", mobiles), content, null, schedule == null ? null : "schedule = " + schedule);
        }

        /// <summary>任何一种服务 / any service: sms, voice, voice_notice, international, marketing.</summary>
        /// <param name="options">选项：reference、resend、schedule、key.ip 等；也可以是每行一项“名称 = 值”的文字 / options: reference, resend, schedule, key.ip and so on; or a text with lines of key = value</param>
        public Result Submit(string service, string mobile, string content, string templateId = null, Keys options = null)
        {
            return Use(session => session.Submit(service, mobile, content, templateId, options));
        }

        /// <summary>查询剩余条数，见 Result.Balance / asks how many messages are left: Result.Balance.</summary>
        public Result Balance(string service = null) { return Use(session => session.Balance(service)); }

        /// <summary>提交短信模板，编号见 Result.MessageId / hands in a template; Result.MessageId is its number.</summary>
        public Result AddTemplate(string content) { return Use(session => session.AddTemplate(content)); }

        /// <summary>生成一次性验证码并发出；编号存进访客的会话 / makes a one-time code and sends it; keep the id in the visitor's session.</summary>
        /// <param name="purpose">用途，如 register / what the code is for, as register</param>
        /// <param name="mobile">11 位手机号 / 11 digits</param>
        /// <param name="keys">限额按什么计数：ip、device、session 等；以及 channel、captcha_id、captcha_answer / what limits count by: ip, device, session and so on; and channel, captcha_id, captcha_answer</param>
        public Verification VerifyStart(string purpose, string mobile, Keys keys = null) { return Use(session => session.VerifyStart(purpose, mobile, keys)); }

        /// <summary>把同一个验证码再发一次；channel 是 sms、voice 或 auto / sends the same code again; channel is sms, voice or auto.</summary>
        public Verification VerifyResend(string id, string channel = null, Keys keys = null) { return Use(session => session.VerifyResend(id, channel, keys)); }

        /// <summary>校验填写的验证码：填错、过期、没有、作废都不抛异常，见 Status / checks what was entered; wrong, expired, none and locked are no exceptions: Status says which.</summary>
        public Verification VerifyCheck(string id, string code) { return Use(session => session.VerifyCheck(id, code)); }

        /// <summary>现在能不能发；能发就算发了一次。不由本库发送时才用 / whether it may be sent now; counts as sent when it may. For what is sent by another way.</summary>
        public Decision GuardAsk(string service, string mobile, Keys keys = null) { return Use(session => session.GuardAsk(service, mobile, keys)); }

        /// <summary>同 GuardAsk，但不计数 / the same without counting.</summary>
        public Decision GuardStatus(string service, string mobile, Keys keys = null) { return Use(session => session.GuardStatus(service, mobile, keys)); }

        /// <summary>清掉一个号码、地址或其他键的计数 / forgets what was counted for a number (mobile), an address (ip) or another key.</summary>
        public void GuardUnlock(string kind, string value = null) { Use(session => session.GuardUnlock(kind, value)); }

        /// <summary>出一张图片验证码 / makes a picture challenge.</summary>
        public Captcha CaptchaNew(Keys keys = null) { return Use(session => session.CaptchaNew(keys)); }

        /// <summary>图片的答案对不对；一张图片只能答一次 / whether the answer to a picture is right; a picture can be answered once.</summary>
        public bool CaptchaCheck(string id, string answer) { return Use(session => session.CaptchaCheck(id, answer)); }

        /// <summary>解释一个返回码 / explains a code of a service.</summary>
        public Explanation Explain(int code, string service = null, string lang = null) { return Use(session => session.Explain(code, service, lang)); }

        /// <summary>计算计费条数，不发送 / counts billed messages without sending.</summary>
        public Result Segments(string content, string service = null) { return Use(session => session.Segments(content, service)); }

        /// <summary>读懂一次推送 / reads the body of a push.</summary>
        public Push ParsePush(string body) { return Use(session => session.ParsePush(body)); }

        /// <summary>
        /// 读懂一次推送并记下来，供 Status 和 Inbox 查询；抛异常时不要回答 success，网关会再推 / reads the body of a push and remembers what it says, for
        /// Status and Inbox; when it throws, do not answer success, and the gateway will push it again.
        /// </summary>
        public Push RecordPush(string body) { return Use(session => session.RecordPush(body)); }

        /// <summary>
        /// 一条短信的去向，只有 track = on 时发出的才有；没有记录时抛出 StoreException，代码 Abi.IHUYI_E_NO_STATUS / what became of a message that was sent
        /// with track = on; StoreException with the code Abi.IHUYI_E_NO_STATUS when nothing is remembered of it.
        /// </summary>
        /// <param name="what">流水号，或发送时的 reference；或号码：发给它的、最近一条结果未知的短信 / the gateway's id, or the reference it was sent with; or a number: the newest message of unknown end to it</param>
        public Delivery Status(string what) { return Use(session => session.Status(what)); }

        /// <summary>收件箱里的下一条：用户回复或模板审核结果；没有了为 null / the next reply of a user, or verdict on a template, that was remembered; null when there is no more.</summary>
        /// <param name="after">上一条的 Number，从 0 开始 / the Number of the last one that was read; begin with 0</param>
        public Push Inbox(long after = 0) { return Use(session => session.Inbox(after)); }

        /// <summary>
        /// 一份名单，每一行只发一次：没有任务文件就开始一份计划，已有就接着发 / a list of thousands, each sent once: begins a plan, or takes over the
        /// journal that is there. It has the settings of this moment, and outlives the client.
        /// </summary>
        /// <param name="journal">任务文件的路径；里面有号码和内容，只有本人能读 / path of the journal; it holds numbers and texts, and only its owner may read it</param>
        /// <param name="options">选项：service（sms 或 marketing）、template_id、hours、rate、repeats，以及营销短信的 schedule、list、batch；接着发时，给出的须与计划时相同，rate 除外 / options: service (sms or marketing), template_id, hours, rate, repeats, and for marketing schedule, list, batch. For a journal that is there, each that is given must be as it was planned, but rate</param>
        public Bulk Bulk(string journal, Keys options = null)
        {
            return Use(session => new Bulk(library, session.OpenBulk(journal, options), session.Charset));
        }

        /// <summary>关闭；重复关闭无妨 / closes the client; doing so again does no harm.</summary>
        public void Dispose() { handle.Dispose(); }

        /// <summary>同 Dispose / the same as Dispose.</summary>
        public void Close() { Dispose(); }

        private T Use<T>(Func<Session, T> call)
        {
            settings.EnterReadLock();
            try { return Enter(call); }
            finally { settings.ExitReadLock(); }
        }

        private T Enter<T>(Func<Session, T> call)
        {
            return handle.Enter(client => call(new Session(library, client)), "Ihuyi.Client", "客户端已关闭，请新建一个 / the client is closed, please make a new one");
        }
    }

    /// <summary>
    /// 一份名单，由 Client.Bulk 打开；可供多个线程同时使用，一个线程就是一个连接 / a list: a plan that is being made, or the journal that it became; made
    /// by Client.Bulk. Any number of threads may call Run at once: each is one connection.
    /// </summary>
    /// <remarks>
    /// 程序随时可以被杀：再打开就接着发，当时在途的那几行结果未知，绝不自己再发 / the program may be killed at any moment: opened again, the list goes on where it
    /// stood, and rows that were on their way are of unknown end; they are never sent again by themselves.
    /// </remarks>
    public sealed class Bulk : IDisposable
    {
        private readonly Library library;
        private readonly BulkHandle handle;
        private readonly Charset charset;

        internal Bulk(Library library, IntPtr list, Charset charset)
        {
            this.library = library;
            this.charset = charset;
            handle = new BulkHandle(library, list);
        }

        /// <summary>
        /// 加一行；不发送。不能发的行记为“未列入”，不抛异常，看 IsLeftOut / adds a row to a plan; nothing is sent. A row that cannot be sent is in the plan
        /// as left out, which is no exception: see IsLeftOut, and Message for the reason.
        /// </summary>
        /// <param name="mobile">一个号码 / one number, as its service wants it</param>
        /// <param name="content">完整的内容；用模板时是各个变量，以竖线分隔 / the whole text; with a template id the variables, joined with |</param>
        /// <param name="reference">这一行在别处的编号，如订单号 / what the row is called elsewhere, as an order's number</param>
        public Result Add(string mobile, string content, string reference = null) { return Enter(session => session.AddRow(mobile, content, reference)); }

        /// <summary>
        /// 在本线程发送这么久就返回，正在途中的一条会等到答复。第一次调用把计划写进文件，此后不能再加行；TimeSpan.Zero 只做这一步，什么都不发 / sends on this thread for
        /// so long and what the last request takes, and returns. The first call writes the plan: no row is added afterwards. With TimeSpan.Zero that is
        /// all, or what receipts have told since is looked up. That a list pauses or was halted is no exception: see State.
        /// </summary>
        public Progress Run(TimeSpan time) { return Enter(session => session.RunList(time)); }

        /// <summary>到哪一步了；不读文件，不联网 / how far the list is. Asks neither the disk nor the gateway.</summary>
        public Progress Status() { return Enter(session => session.ListStatus()); }

        /// <summary>逐行取出，名单多长都行；计划写成文件之后才能取 / the rows of a list whose plan is written, one after the other, however many there are.</summary>
        /// <param name="state">只要这样的行；null：全部 / only rows that stand there; null: all</param>
        /// <param name="after">只要编号在它之后的行 / only rows whose Number is above this</param>
        public IEnumerable<Row> Rows(RowState? state = null, long after = 0)
        {
            if (after < 0 || after > uint.MaxValue)
                throw new ArgumentOutOfRangeException("after", after, "从 0 开始，之后给出上一行的 Number / begin with 0, then give the Number of the last row");
            // What is wrong with its arguments is said at once, and not when somebody takes the first row.
            return Each(state == null ? 0 : (int)state.Value, (uint)after);
        }

        private IEnumerable<Row> Each(int state, uint after)
        {
            for (Row row; (row = Enter(session => session.NextRow(state, after))) != null; after = (uint)row.Number) yield return row;
        }

        /// <summary>关闭；还没有写成文件的计划就作废了。重复关闭无妨 / closes the list; a plan that was not written is given up. Doing so again does no harm.</summary>
        public void Dispose() { handle.Dispose(); }

        /// <summary>同 Dispose / the same as Dispose.</summary>
        public void Close() { Dispose(); }

        private T Enter<T>(Func<Session, T> call)
        {
            return handle.Enter(list => call(new Session(library, list, charset)), "Ihuyi.Bulk", "名单已关闭，请用 Client.Bulk 重新打开，它会接着发 / the list is closed, please open it again with Client.Bulk: it goes on where it stood");
        }
    }

    /// <summary>What the library gave, and takes back once.</summary>
    internal abstract class Handle : SafeHandle
    {
        protected readonly Library library;

        protected Handle(Library library, IntPtr given) : base(IntPtr.Zero, true)
        {
            this.library = library;
            SetHandle(given);
        }

        public override bool IsInvalid { get { return handle == IntPtr.Zero; } }

        public T Enter<T>(Func<IntPtr, T> call, string name, string closed)
        {
            bool held = false;
            try
            {
                // Counted, so that neither Dispose in another thread nor the finalizer takes the handle away below a call.
                try { DangerousAddRef(ref held); }
                catch (ObjectDisposedException) { throw new ObjectDisposedException(name, closed); }
                return call(DangerousGetHandle());
            }
            finally
            {
                if (held) DangerousRelease();
            }
        }
    }

    internal sealed class ClientHandle : Handle
    {
        public ClientHandle(Library library, IntPtr client) : base(library, client) { }

        protected override bool ReleaseHandle()
        {
            library.ihuyi_client_free(handle);
            return true;
        }
    }

    internal sealed class BulkHandle : Handle
    {
        public BulkHandle(Library library, IntPtr list) : base(library, list) { }

        protected override bool ReleaseHandle()
        {
            library.ihuyi_bulk_close(handle);
            return true;
        }
    }

    /// <summary>One call: a handle (or none, the default client), its charset, and what turns an answer into a result or an exception.</summary>
    internal sealed class Session
    {
        private readonly Library library;
        private readonly IntPtr client;
        private readonly IntPtr list;
        private readonly Charset charset;

        public Session(Library library, IntPtr client)
        {
            this.library = library;
            this.client = client;
            charset = Charset.Named(Charset.Utf8.Text(library.ihuyi_charset(client)));
        }

        /// <summary>Of a list: its texts are in the charset that its client had.</summary>
        public Session(Library library, IntPtr list, Charset charset)
        {
            this.library = library;
            this.list = list;
            this.charset = charset;
        }

        public Charset Charset { get { return charset; } }

        public Result Send(string account, string apikey, string mobile, string content)
        {
            Native.ihuyi_result raw = FreshResult();
            byte[] secret = Bytes(apikey);
            try { return Asked(library.ihuyi_send(Bytes(account), secret, Bytes(mobile), Bytes(content), ref raw), ref raw); }
            finally { Forget(secret); }
        }

        public Result Voice(string account, string apikey, string mobile, string code)
        {
            Native.ihuyi_result raw = FreshResult();
            byte[] secret = Bytes(apikey);
            try { return Asked(library.ihuyi_voice(Bytes(account), secret, Bytes(mobile), Bytes(code), ref raw), ref raw); }
            finally { Forget(secret); }
        }

        public string StrError(int code) { return charset.Text(library.ihuyi_strerror(code)); }

        public IntPtr NewClient()
        {
            Native.ihuyi_result raw = FreshResult();
            return Made(library.ihuyi_client_new(ref raw), ref raw);
        }

        public IntPtr OpenClient(string path)
        {
            Native.ihuyi_result raw = FreshResult();
            // A path is in the file system's encoding, whatever the texts are in.
            return Made(library.ihuyi_client_open(Charset.Utf8.Bytes(path), ref raw), ref raw);
        }

        private IntPtr Made(IntPtr made, ref Native.ihuyi_result raw)
        {
            if (made == IntPtr.Zero) throw IhuyiException.For(new Result(raw.code, ref raw, charset));
            return made;
        }

        public Result Set(string key, string value)
        {
            Native.ihuyi_result raw = FreshResult();
            byte[] secret = Bytes(value);
            try
            {
                Result result = Done(library.ihuyi_client_set(client, Bytes(key), secret, ref raw), ref raw);
                try { Charset.Named(Charset.Utf8.Text(library.ihuyi_charset(client))); }
                catch (NotSupportedException)
                {
                    // The library knows more charsets than .NET does. A client must not be left in one that nobody here can write.
                    library.ihuyi_client_set(client, Charset.Utf8.Bytes("charset"), Charset.Utf8.Bytes(charset.Name), ref raw);
                    throw;
                }
                return result;
            }
            finally { Forget(secret); }
        }

        public Result Submit(string service, string mobile, string content, string templateId, Keys options)
        {
            Native.ihuyi_result raw = FreshResult();
            return Asked(library.ihuyi_submit(client, Bytes(service), Bytes(mobile), Bytes(content), Bytes(templateId), Bytes(options), ref raw), ref raw);
        }

        public Result Balance(string service)
        {
            Native.ihuyi_result raw = FreshResult();
            return Asked(library.ihuyi_balance(client, Bytes(service), ref raw), ref raw);
        }

        public Result AddTemplate(string content)
        {
            Native.ihuyi_result raw = FreshResult();
            return Asked(library.ihuyi_add_template(client, Bytes(content), ref raw), ref raw);
        }

        public Verification VerifyStart(string purpose, string mobile, Keys keys)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_verification told = FreshVerification();
            int code = library.ihuyi_verify_start(client, Bytes(purpose), Bytes(mobile), Bytes(keys), ref told, ref raw);
            return Out(new Verification(new Result(code, ref raw, charset), code == Abi.IHUYI_ACCEPTED, ref told, charset));
        }

        public Verification VerifyResend(string id, string channel, Keys keys)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_verification told = FreshVerification();
            int code = library.ihuyi_verify_resend(client, Bytes(id), Bytes(channel), Bytes(keys), ref told, ref raw);
            return Out(new Verification(new Result(code, ref raw, charset), code == Abi.IHUYI_ACCEPTED, ref told, charset));
        }

        public Verification VerifyCheck(string id, string code)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_verification told = FreshVerification();
            int answer = library.ihuyi_verify_check(client, Bytes(id), Bytes(code), ref told, ref raw);
            Verification verification = new Verification(new Result(answer, ref raw, charset), answer == Abi.IHUYI_OK, ref told, charset);
            // That a user mistypes is what a check is for.
            if (verification.Status == CodeStatus.Failed) throw IhuyiException.For(verification.Result, verification);
            return verification;
        }

        /// <summary>A code that went out without doubt, or the exception with what is known of it.</summary>
        private static Verification Out(Verification verification)
        {
            if (verification.Result.Code != Abi.IHUYI_ACCEPTED) throw IhuyiException.For(verification.Result, verification);
            return verification;
        }

        public Decision GuardAsk(string service, string mobile, Keys keys)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_decision told = FreshDecision();
            int code = library.ihuyi_guard_ask(client, Bytes(service), Bytes(mobile), Bytes(keys), ref told, ref raw);
            return Decided(new Decision(new Result(code, ref raw, charset), ref told, charset));
        }

        public Decision GuardStatus(string service, string mobile, Keys keys)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_decision told = FreshDecision();
            int code = library.ihuyi_guard_status(client, Bytes(service), Bytes(mobile), Bytes(keys), ref told, ref raw);
            return Decided(new Decision(new Result(code, ref raw, charset), ref told, charset));
        }

        /// <summary>Not to be allowed is an answer. Not to get one is an exception.</summary>
        private static Decision Decided(Decision decision)
        {
            switch (decision.Result.Code)
            {
                case Abi.IHUYI_OK:
                case Abi.IHUYI_E_LIMIT:
                case Abi.IHUYI_E_BREAKER:
                case Abi.IHUYI_E_DENIED:
                case Abi.IHUYI_E_CAPTCHA_NEEDED:
                case Abi.IHUYI_E_CAPTCHA_WRONG:
                    return decision;
                default:
                    throw IhuyiException.For(decision.Result);
            }
        }

        public Result GuardUnlock(string kind, string value)
        {
            Native.ihuyi_result raw = FreshResult();
            return Done(library.ihuyi_guard_unlock(client, Bytes(kind), Bytes(value), ref raw), ref raw);
        }

        public Captcha CaptchaNew(Keys keys)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_captcha told = new Native.ihuyi_captcha();
            told.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_captcha));
            Done(library.ihuyi_captcha_new(client, Bytes(keys), ref told, ref raw), ref raw);
            return new Captcha(ref told, charset);
        }

        public bool CaptchaCheck(string id, string answer)
        {
            Native.ihuyi_result raw = FreshResult();
            int code = library.ihuyi_captcha_check(client, Bytes(id), Bytes(answer), ref raw);
            if (code == Abi.IHUYI_E_CAPTCHA_WRONG) return false;
            Done(code, ref raw);
            return true;
        }

        public Explanation Explain(int code, string service, string lang)
        {
            Native.ihuyi_explanation raw = FreshExplanation();
            int answer = library.ihuyi_explain(client, Bytes(service), code, Bytes(lang), ref raw);
            if (answer != Abi.IHUYI_OK) throw Failure(answer, "");
            return new Explanation(ref raw, charset);
        }

        public Result Segments(string content, string service)
        {
            Native.ihuyi_result raw = FreshResult();
            return Done(library.ihuyi_segments(client, Bytes(service), Bytes(content), ref raw), ref raw);
        }

        public Push ParsePush(string body)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_push push = FreshPush();
            Done(library.ihuyi_push_parse(client, Bytes(body), ref push, ref raw), ref raw);
            return new Push(ref push, charset);
        }

        public Push RecordPush(string body)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_push push = FreshPush();
            Done(library.ihuyi_push_record(client, Bytes(body), ref push, ref raw), ref raw);
            return new Push(ref push, charset);
        }

        public Delivery Status(string what)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_delivery told = new Native.ihuyi_delivery();
            told.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_delivery));
            Done(library.ihuyi_status(client, Bytes(what), ref told, ref raw), ref raw);
            return new Delivery(ref told, charset);
        }

        public Push Inbox(long after)
        {
            if (after < 0 || after > uint.MaxValue)
                throw new ArgumentOutOfRangeException("after", after, "从 0 开始，之后给出上一条的 Number / begin with 0, then give the Number of the last one");
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_push push = FreshPush();
            Done(library.ihuyi_inbox(client, (uint)after, ref push, ref raw), ref raw);
            return push.number == 0 ? null : new Push(ref push, charset);
        }

        public IntPtr OpenBulk(string journal, Keys options)
        {
            Native.ihuyi_result raw = FreshResult();
            // On Windows a path that is not there yet is read in the client's charset; elsewhere it is in the file system's encoding.
            byte[] path = Bytes(journal, Path.DirectorySeparatorChar == '\\' ? charset : Charset.Utf8);
            return Made(library.ihuyi_bulk_open(client, path, Bytes(options), ref raw), ref raw);
        }

        public Result AddRow(string mobile, string content, string reference)
        {
            Native.ihuyi_result raw = FreshResult();
            int code = library.ihuyi_bulk_add(list, RowBytes(mobile), RowBytes(content), RowBytes(reference), ref raw);
            // That a row is left out is an answer: the others are sent.
            if ((raw.flags & Abi.IHUYI_FLAG_LEFT_OUT) != 0) return new Result(code, ref raw, charset);
            return Done(code, ref raw);
        }

        public Progress RunList(TimeSpan time)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_progress told = FreshProgress();
            // However short, it is not none; however long, it fits into 32 bits.
            double milliseconds = time.TotalMilliseconds > 0 ? Math.Ceiling(time.TotalMilliseconds) : Math.Floor(time.TotalMilliseconds);
            int budget = (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, milliseconds));
            Done(library.ihuyi_bulk_run(list, budget, ref told, ref raw), ref raw);
            return new Progress(ref told, charset);
        }

        public Progress ListStatus()
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_progress told = FreshProgress();
            Done(library.ihuyi_bulk_status(list, ref told, ref raw), ref raw);
            return new Progress(ref told, charset);
        }

        public Row NextRow(int state, uint after)
        {
            Native.ihuyi_result raw = FreshResult();
            Native.ihuyi_row told = new Native.ihuyi_row();
            told.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_row));
            Done(library.ihuyi_bulk_next(list, state, after, ref told, ref raw), ref raw);
            return told.number == 0 ? null : new Row(ref told, charset);
        }

        /// <summary>The answer of a call that asks the gateway: 2 is success.</summary>
        private Result Asked(int code, ref Native.ihuyi_result raw) { return Answer(code, Abi.IHUYI_ACCEPTED, ref raw); }

        /// <summary>The answer of a call that does not: 0 is success.</summary>
        private Result Done(int code, ref Native.ihuyi_result raw) { return Answer(code, Abi.IHUYI_OK, ref raw); }

        private Result Answer(int code, int success, ref Native.ihuyi_result raw)
        {
            Result result = new Result(code, ref raw, charset);
            if (code != success) throw IhuyiException.For(result);
            return result;
        }

        /// <summary>The failure of a call that fills no result: its words and its family are those of its number.</summary>
        private IhuyiException Failure(int code, string place)
        {
            Native.ihuyi_explanation raw = FreshExplanation();
            library.ihuyi_explain(client, null, code, null, ref raw);
            // A list is no client: then these are the default client's words.
            Charset spoken = list == IntPtr.Zero ? charset : new Session(library, IntPtr.Zero).charset;
            return IhuyiException.For(new Result(ref raw, spoken.Text(raw.text) + place));
        }

        private byte[] Bytes(string text) { return Bytes(text, charset); }

        private byte[] Bytes(string text, Charset charset)
        {
            try { return charset.Bytes(text); }
            catch (UnwritableTextException error) { throw Unwritable(charset, error); }
        }

        private IhuyiException Unwritable(Charset charset, UnwritableTextException error)
        {
            // The library cannot be asked for its words: there are no bytes to hand to it.
            return Failure(Abi.IHUYI_E_ENCODING, "（" + charset.Name + ", UTF-16 offset " + error.Index + "）");
        }

        /// <summary>A row's text. One that cannot be written is handed on as what the library cannot read: it leaves the row out, and keeps its place.</summary>
        private byte[] RowBytes(string text)
        {
            try { return charset.Bytes(text); }
            catch (UnwritableTextException error)
            {
                byte[] broken = charset.Broken(text.Substring(0, error.Index));
                if (broken == null) throw Unwritable(charset, error);
                return broken;
            }
        }

        private byte[] Bytes(Keys keys) { return keys == null ? null : Bytes(keys.ToString()); }

        private static void Forget(byte[] secret)
        {
            if (secret != null) Array.Clear(secret, 0, secret.Length);
        }

        private static Native.ihuyi_result FreshResult()
        {
            Native.ihuyi_result raw = new Native.ihuyi_result();
            raw.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_result));
            return raw;
        }

        private static Native.ihuyi_verification FreshVerification()
        {
            Native.ihuyi_verification raw = new Native.ihuyi_verification();
            raw.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_verification));
            return raw;
        }

        private static Native.ihuyi_decision FreshDecision()
        {
            Native.ihuyi_decision raw = new Native.ihuyi_decision();
            raw.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_decision));
            return raw;
        }

        private static Native.ihuyi_progress FreshProgress()
        {
            Native.ihuyi_progress raw = new Native.ihuyi_progress();
            raw.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_progress));
            return raw;
        }

        private static Native.ihuyi_push FreshPush()
        {
            Native.ihuyi_push raw = new Native.ihuyi_push();
            raw.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_push));
            return raw;
        }

        private static Native.ihuyi_explanation FreshExplanation()
        {
            Native.ihuyi_explanation raw = new Native.ihuyi_explanation();
            raw.struct_size = (uint)Marshal.SizeOf(typeof(Native.ihuyi_explanation));
            return raw;
        }
    }

    // ---- Text ------------------------------------------------------------------------------------------------------------------------

    /// <summary>Text as the library wants it: bytes of one charset, with a NUL at the end.</summary>
    internal sealed class Charset
    {
        private static readonly UTF8Encoding StrictUtf8 = new UTF8Encoding(false, true);

        // Strict is for what goes in. An answer is shown as well as it can be: a message that was accepted must not end in an exception.
        public static readonly Charset Utf8 = new Charset("utf-8", Encoding.UTF8);

        public readonly string Name;
        private readonly Encoding encoding;

        private Charset(string name, Encoding encoding)
        {
            Name = name;
            this.encoding = encoding;
        }

        public static Charset Named(string name)
        {
            if (name == Utf8.Name) return Utf8;
            try
            {
                // What the library calls gbk it reads and writes as GB18030.
                return new Charset(name, Encoding.GetEncoding(name == "gbk" ? "GB18030" : name));
            }
            catch (ArgumentException)
            {
                throw new NotSupportedException(string.Format(
                    "这个 .NET 不认识编码 {0}，请设置 charset = utf-8（新版 .NET 也可先注册 CodePagesEncodingProvider） / " +
                    "this .NET does not know the charset {0}, please set charset = utf-8 (on modern .NET, registering CodePagesEncodingProvider first helps too)", name));
            }
        }

        /// <summary>The bytes of a text, or UnwritableTextException.</summary>
        public byte[] Bytes(string text)
        {
            if (text == null) return null;
            // A NUL would end the text for the library, and the rest would be lost without a word. Control character 1 is refused like
            // it would be, and by the library, in its own words.
            text = text.Replace('\0', '\u0001');
            byte[] bytes;
            try { bytes = StrictUtf8.GetBytes(text); }
            catch (EncoderFallbackException half) { throw new UnwritableTextException(half.Index); }
            if (this != Utf8)
            {
                bytes = encoding.GetBytes(text);
                // Read back and compared, not left to an exception fallback: mono's encoders write their question marks in spite of one.
                string back = encoding.GetString(bytes);
                if (back != text) throw new UnwritableTextException(Difference(text, back));
            }
            Array.Resize(ref bytes, bytes.Length + 1);
            return bytes;
        }

        /// <summary>The bytes of a text, and one behind them that is none of this charset; null where each byte is some character.</summary>
        public byte[] Broken(string text)
        {
            if (encoding.IsSingleByte) return null;
            byte[] bytes = Bytes(text);
            Array.Resize(ref bytes, bytes.Length + 1);
            bytes[bytes.Length - 2] = 0xff;
            return bytes;
        }

        /// <summary>The text of an array, up to its NUL.</summary>
        public string Text(byte[] array)
        {
            int end = Array.IndexOf(array, (byte)0);
            return encoding.GetString(array, 0, end < 0 ? array.Length : end);
        }

        /// <summary>The text of a C string.</summary>
        public string Text(IntPtr text)
        {
            List<byte> bytes = new List<byte>();
            for (byte next; (next = Marshal.ReadByte(text, bytes.Count)) != 0;) bytes.Add(next);
            return encoding.GetString(bytes.ToArray());
        }

        private static int Difference(string one, string other)
        {
            int index = 0;
            while (index < one.Length && index < other.Length && one[index] == other[index]) index++;
            return index;
        }
    }

    /// <summary>Half a surrogate pair, or a character that the charset lacks. .NET would write a question mark.</summary>
    internal sealed class UnwritableTextException : Exception
    {
        public readonly int Index;

        public UnwritableTextException(int index) { Index = index; }
    }

    // ---- The native library ----------------------------------------------------------------------------------------------------------

    /// <summary>The loaded library and its functions. Once loaded it stays so until the process ends.</summary>
    internal sealed class Library
    {
        private static readonly object Gate = new object();
        private static Library loaded;

        // One field for each function, with its type and under its name: Bind fills them by name, so there is no list to forget one in.
#pragma warning disable 649
        public Native.ihuyi_send ihuyi_send;
        public Native.ihuyi_voice ihuyi_voice;
        public Native.ihuyi_strerror ihuyi_strerror;
        public Native.ihuyi_client_new ihuyi_client_new;
        public Native.ihuyi_client_open ihuyi_client_open;
        public Native.ihuyi_client_set ihuyi_client_set;
        public Native.ihuyi_charset ihuyi_charset;
        public Native.ihuyi_client_free ihuyi_client_free;
        public Native.ihuyi_submit ihuyi_submit;
        public Native.ihuyi_balance ihuyi_balance;
        public Native.ihuyi_add_template ihuyi_add_template;
        public Native.ihuyi_verify_start ihuyi_verify_start;
        public Native.ihuyi_verify_resend ihuyi_verify_resend;
        public Native.ihuyi_verify_check ihuyi_verify_check;
        public Native.ihuyi_guard_ask ihuyi_guard_ask;
        public Native.ihuyi_guard_status ihuyi_guard_status;
        public Native.ihuyi_guard_unlock ihuyi_guard_unlock;
        public Native.ihuyi_captcha_new ihuyi_captcha_new;
        public Native.ihuyi_captcha_check ihuyi_captcha_check;
        public Native.ihuyi_explain ihuyi_explain;
        public Native.ihuyi_segments ihuyi_segments;
        public Native.ihuyi_push_parse ihuyi_push_parse;
        public Native.ihuyi_push_record ihuyi_push_record;
        public Native.ihuyi_status ihuyi_status;
        public Native.ihuyi_inbox ihuyi_inbox;
        public Native.ihuyi_bulk_open ihuyi_bulk_open;
        public Native.ihuyi_bulk_add ihuyi_bulk_add;
        public Native.ihuyi_bulk_run ihuyi_bulk_run;
        public Native.ihuyi_bulk_status ihuyi_bulk_status;
        public Native.ihuyi_bulk_next ihuyi_bulk_next;
        public Native.ihuyi_bulk_close ihuyi_bulk_close;
        public Native.ihuyi_abi_version ihuyi_abi_version;
        public Native.ihuyi_version ihuyi_version;
#pragma warning restore 649

        public string Location { get; private set; }

        private Library(string location, IntPtr module)
        {
            Location = location;
            ihuyi_abi_version = (Native.ihuyi_abi_version)Function(module, typeof(Native.ihuyi_abi_version));
            ihuyi_version = (Native.ihuyi_version)Function(module, typeof(Native.ihuyi_version));
            if (ihuyi_abi_version == null || ihuyi_version == null)
                throw Error("{0} 不是 ihuyi 的动态库，请换成 {1} / {0} is a library but not ihuyi's, please use {1} instead", location, Loader.Names[0]);
            int abi = ihuyi_abi_version();
            if (abi < Abi.IHUYI_ABI_VERSION)
                throw Error("{0} 太旧：它的 ABI 版本是 {1}，Ihuyi.cs 需要 {2}，请换成与 Ihuyi.cs 同时发布的动态库 / {0} is too old: its ABI version is {1} and Ihuyi.cs needs {2}, please use the library that was released with Ihuyi.cs", location, abi, Abi.IHUYI_ABI_VERSION);
            if (abi > Abi.IHUYI_ABI_VERSION)
                throw Error("{0} 太新：它的 ABI 版本是 {1}，Ihuyi.cs 只认识 {2}，请换成与动态库同时发布的 Ihuyi.cs / {0} is too new: its ABI version is {1} and Ihuyi.cs knows {2}, please use the Ihuyi.cs that was released with the library", location, abi, Abi.IHUYI_ABI_VERSION);
            foreach (FieldInfo field in typeof(Library).GetFields(BindingFlags.Instance | BindingFlags.Public))
            {
                Delegate function = Function(module, field.FieldType);
                if (function == null)
                    throw Error("{0} 太旧：版本 {1} 没有函数 {2}，请换成与 Ihuyi.cs 同时发布的动态库 / {0} is too old: release {1} lacks the function {2}, please use the library that was released with Ihuyi.cs", location, Charset.Utf8.Text(ihuyi_version()), field.Name);
                field.SetValue(this, function);
            }
        }

        /// <summary>The library, looked for at the first call. A failure is not kept: the next call looks again.</summary>
        public static Library Get()
        {
            lock (Gate) { return loaded ?? (loaded = Find()); }
        }

        public static void Load(string path)
        {
            lock (Gate)
            {
                string full = Path.GetFullPath(path);
                if (loaded == null) loaded = Open(full, "Gateway.Load");
                else if (loaded.Location != full)
                    throw new InvalidOperationException(string.Format(
                        "已经装入 {0}，请在第一次调用之前就用 Gateway.Load 指定 {1} / {0} is loaded already, please call Gateway.Load for {1} before anything else", loaded.Location, full));
            }
        }

        private static Library Find()
        {
            List<string> tried = new List<string>();
            foreach (string path in Beside())
            {
                if (File.Exists(path)) return Open(path, null);
                tried.Add(path);
            }
            string variable = Environment.GetEnvironmentVariable("IHUYI_LIBRARY");
            // Named and not loadable is an error at once: another library than the one that was asked for would be a riddle.
            if (!string.IsNullOrEmpty(variable)) return Open(Path.GetFullPath(variable), "IHUYI_LIBRARY");
            string reason = "";
            foreach (string name in Loader.Names)
            {
                IntPtr module = Loader.Load(name, out reason);
                if (module != IntPtr.Zero) return new Library(name, module);
                tried.Add(name);
            }
            throw Error("找不到 ihuyi 的动态库，请把 {0} 放到程序旁边，或用环境变量 IHUYI_LIBRARY 指明它的路径；已找过：{1}（{2}） / ihuyi's library was not found, please put {0} beside the program or name its path in the environment variable IHUYI_LIBRARY; tried: {1} ({2})", Loader.Names[0], string.Join(", ", tried), reason);
        }

        private static Library Open(string path, string said)
        {
            if (!File.Exists(path))
                throw Error("{0} 指定的动态库 {1} 不存在，请改正路径 / {0} names the library {1}, which does not exist, please correct the path", said, path);
            string reason;
            IntPtr module = Loader.Load(path, out reason);
            if (module == IntPtr.Zero)
                throw Error("{0} 不能作为动态库装入（本进程是 {1} 位），请换成同样位数的 {2}：{3} / {0} cannot be loaded as a library (this process has {1} bits), please use a {2} of as many bits: {3}", path, IntPtr.Size * 8, Loader.Names[0], reason);
            return new Library(path, module);
        }

        /// <summary>Beside the assembly and the program; for a web site that is its folder and bin. x86 and x64 let one site run in both.</summary>
        private static IEnumerable<string> Beside()
        {
            List<string> folders = new List<string>();
            AppDomain domain = AppDomain.CurrentDomain;
            string assembly = typeof(Library).Assembly.Location;
            if (!string.IsNullOrEmpty(assembly)) folders.Add(Path.GetDirectoryName(assembly));
            if (!string.IsNullOrEmpty(domain.RelativeSearchPath))
                foreach (string bin in domain.RelativeSearchPath.Split(Path.PathSeparator)) folders.Add(Path.Combine(domain.BaseDirectory, bin));
            folders.Add(domain.BaseDirectory);
            List<string> paths = new List<string>();
            foreach (string folder in folders)
                foreach (string name in Loader.Names)
                    foreach (string part in new[] { IntPtr.Size == 8 ? "x64" : "x86", "" })
                    {
                        string path = Path.GetFullPath(Path.Combine(Path.Combine(folder, part), name));
                        if (!paths.Contains(path)) paths.Add(path);
                    }
            return paths;
        }

        private static Delegate Function(IntPtr module, Type type)
        {
            IntPtr address = Loader.Symbol(module, type.Name);
            return address == IntPtr.Zero ? null : Marshal.GetDelegateForFunctionPointer(address, type);
        }

        private static LibraryException Error(string sentence, params object[] parts)
        {
            return new LibraryException(string.Format(sentence, parts));
        }
    }

    /// <summary>The operating system's loader.</summary>
    internal static class Loader
    {
        private static readonly bool OnWindows = Path.DirectorySeparatorChar == '\\';

        /// <summary>What the library's file is called.</summary>
        public static readonly string[] Names = OnWindows ? new[] { "ihuyi.dll" } : new[] { "libihuyi.so.1", "libihuyi.so" };

        public static IntPtr Load(string name, out string reason)
        {
            reason = null;
            IntPtr module;
            if (OnWindows)
            {
                // With the altered search path, what the library itself needs is looked for beside it.
                module = LoadLibraryEx(name, IntPtr.Zero, Path.IsPathRooted(name) ? LOAD_WITH_ALTERED_SEARCH_PATH : 0);
                if (module == IntPtr.Zero) reason = new Win32Exception(Marshal.GetLastWin32Error()).Message;
                return module;
            }
            module = dlopen(Charset.Utf8.Bytes(name), RTLD_NOW);
            if (module == IntPtr.Zero) reason = Charset.Utf8.Text(dlerror());
            return module;
        }

        public static IntPtr Symbol(IntPtr module, string name)
        {
            return OnWindows ? GetProcAddress(module, name) : dlsym(module, Charset.Utf8.Bytes(name));
        }

        private const uint LOAD_WITH_ALTERED_SEARCH_PATH = 8;
        private const int RTLD_NOW = 2;

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        private static extern IntPtr LoadLibraryEx(string fileName, IntPtr reserved, uint flags);

        [DllImport("kernel32", CharSet = CharSet.Ansi, ExactSpelling = true, SetLastError = true)]
        private static extern IntPtr GetProcAddress(IntPtr module, string name);

        // The name that glibc has had since its beginning, and still has where the functions have moved to libc itself.
        [DllImport("libdl.so.2", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlopen(byte[] fileName, int flags);

        [DllImport("libdl.so.2", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlsym(IntPtr module, byte[] name);

        [DllImport("libdl.so.2", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlerror();
    }
}
