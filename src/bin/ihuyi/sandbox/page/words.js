// What the page says, in both languages. The first is Chinese, the second English.

const texts = {
    inbox: ["收件箱", "Inbox"],
    sandbox: ["互亿无线沙箱", "ihuyi sandbox"],
    live: ["实时", "live"],
    lost: ["连接已断开，正在重连…", "disconnected, trying again…"],
    connecting: ["正在连接…", "connecting…"],
    clock: ["时钟", "Clock"],
    faults: ["故障", "Faults"],
    push: ["推送", "Push"],
    clear: ["清空", "Clear"],
    language: ["EN", "中"],
    languageLabel: ["Switch to English", "切换为中文"],
    phones: ["号码", "Phones"],
    search: ["搜索号码、内容、流水号", "Search number, text or id"],
    more: ["显示更多", "Show more"],
    earlier: ["显示更早的", "Show earlier ones"],
    back: ["返回号码列表", "Back to the phones"],
    messages: ["消息", "Messages"],
    noMatch: ["没有符合的消息", "No message matches"],
    noPhoneMatch: ["没有符合的号码", "No phone matches"],
    noPhones: ["还没有消息", "No messages yet"],
    totals: ["{count} 条消息，共计费 {billed} 条", "{count} messages, {billed} billed"],
    sum: ["{count} 条消息，计费 {billed} 条", "{count} messages, {billed} billed"],
    found: ["{count} 条符合", "{count} match"],
    chooseTitle: ["请从列表中选一个号码", "Choose a phone from the list"],
    waitTitle: ["等待第一条消息", "Waiting for the first message"],
    welcome: ["把程序里的网关地址换成这里，或者在终端里粘贴：", "Point your program at this gateway, or paste this into a terminal:"],
    copyExample: ["复制命令", "Copy the command"],
    nothingSent: ["沙箱不会发出任何真实短信，也不收费。", "Nothing is really sent, and nothing costs anything."],
    exampleText: ["您的验证码是：1234。请不要把验证码泄露给其他人。", "您的验证码是：1234。请不要把验证码泄露给其他人。"],
    gateway: ["网关调用", "Gateway calls"],
    gatewayHint: ["没有号码的调用", "calls without a number"],
    reply: ["回复", "Reply"],
    replyHint: ["以用户身份回复，例如：TD", "Reply as the user, as TD"],
    sms: ["短信", "Text"],
    voice: ["语音验证码", "Voice code"],
    voice_notice: ["语音通知", "Voice notice"],
    international: ["国际短信", "International"],
    marketing: ["营销短信", "Marketing"],
    everyService: ["所有产品", "every service"],
    incomingCall: ["来电，读出：", "A call, reading out:"],
    chars: ["{count} 字", "{count} characters"],
    billed: ["计费 {count} 条", "{count} billed"],
    billedCalls: ["计费 {count} 次", "{count} billed"],
    group: ["群发 {count} 个号码", "to {count} numbers"],
    template: ["模板 {id}", "template {id}"],
    warnings: ["{count} 个提醒", "{count} warnings"],
    waiting: ["等待回执", "waiting for a receipt"],
    delivered: ["已送达", "Delivered"],
    failed: ["未送达", "Failed"],
    scheduled: ["{time} 推送回执：{words}", "receipt at {time}: {words}"],
    pushing: ["正在推送", "being pushed"],
    retry: ["应用未确认，{time} 再试", "not confirmed, next try at {time}"],
    confirmed: ["应用已确认", "confirmed by the application"],
    unconfirmed: ["应用未确认", "never confirmed by the application"],
    scheduledReply: ["{time} 推送", "pushed at {time}"],
    refused: ["被拒绝", "Refused"],
    unprocessed: ["未处理", "Not processed"],
    faultStruck: ["故障：{name}", "fault: {name}"],
    accepted: ["成功", "succeeded"],
    strayReceipt: ["回执，流水号不明：{id}", "a receipt for an unknown id: {id}"],
    review: ["模板 {id} 的审核结果", "review of template {id}"],
    deliver: ["送达", "Deliver"],
    fail: ["失败", "Fail"],
    delay: ["延迟", "Delay"],
    details: ["详情", "Details"],
    hide: ["收起", "Hide"],
    copyCode: ["复制 {code}", "Copy {code}"],
    copied: ["已复制 {text}", "Copied {text}"],
    copiedExample: ["命令已复制", "The command is copied"],
    notCopied: ["浏览器不允许复制，请手工选取", "The browser does not allow copying; select it by hand"],
    request: ["请求", "Request"],
    masked: ["密码等已遮盖", "secrets masked"],
    answer: ["应答", "Answer"],
    answerFault: ["故障 {name} 改变了客户端看到的应答；网关本来的应答是：", "The fault {name} changed what the client saw; the gateway's own answer was:"],
    answerNone: ["因故障 {name} 未处理；若不加改动，应答会是：", "The fault {name} kept it from being processed; undistorted, the answer would have been:"],
    warningsTitle: ["提醒", "Warnings"],
    id: ["流水号", "Id"],
    account: ["帐号", "Account"],
    password: ["密码形式", "Password"],
    clearMode: ["APIKEY 原文", "the APIKEY itself"],
    md5Mode: ["md5(APIKEY)", "md5(APIKEY)"],
    dynamicMode: ["动态密码", "dynamic"],
    unknownMode: ["不正确", "wrong"],
    transport: ["连接", "Connection"],
    cut: ["只显示前 64 KB，共 {count} 字节", "the first 64 KB of {count} bytes"],
    receiptTitle: ["推送回执", "Push a receipt"],
    receiptFor: ["{mobile}，流水号 {id}", "{mobile}, id {id}"],
    result: ["结果", "Result"],
    carrierWords: ["运营商状态", "Carrier's status"],
    delaySeconds: ["延迟（秒）", "Delay in seconds"],
    delayNote: ["按沙箱时钟计；拨快时钟即可提前到来。", "By the sandbox's clock: moving it brings the receipt sooner."],
    pushReceipt: ["推送", "Push"],
    cancel: ["取消", "Cancel"],
    close: ["关闭", "Close"],
    save: ["保存", "Save"],
    pushTitle: ["推送到哪里", "Where pushes go"],
    pushNote: ["回执和回复会像线上那样 POST 到您的程序。留空则用启动沙箱时给出的地址。默认只推送到本机。", "Receipts and replies are posted to your program as the gateway posts them. Empty means the URL that the sandbox was started with. They go to this machine only, unless it was started otherwise."],
    pushUrl: ["接收推送的网址", "URL that receives pushes"],
    pushMissing: ["请先填写接收推送的网址。", "Please give the URL that receives pushes first."],
    pushWrong: ["网址应以 http:// 开头，例如 http://127.0.0.1:8000/push", "The URL must begin with http://, as http://127.0.0.1:8000/push"],
    clockTitle: ["沙箱时钟（北京时间）", "The sandbox's clock (Beijing time)"],
    clockReal: ["与本机一致", "as the machine's"],
    clockMoved: ["比本机{how} {time}", "{time} {how} the machine's"],
    ahead: ["快", "ahead of"],
    behind: ["慢", "behind"],
    stopped: ["已停住", "stopped"],
    plusMinute: ["快进 1 分钟", "+ 1 minute"],
    plusHour: ["快进 1 小时", "+ 1 hour"],
    plusDay: ["快进 1 天", "+ 1 day"],
    advanceBy: ["快进秒数（负数为倒拨）", "Seconds (negative: back)"],
    advance: ["快进", "Move"],
    stop: ["停住", "Stop it"],
    run: ["继续走", "Let it run"],
    clockReset: ["恢复本机时间", "The machine's time"],
    faultsTitle: ["故障", "Faults"],
    faultsNote: ["让网关在下一次调用时出错，试试您的程序如何应对。", "Make the gateway fail at the next call, and see what your program does."],
    faultNone: ["没有设置故障", "No fault is set"],
    faultLeft: ["已发生 {struck} 次，共 {times} 次", "struck {struck} of {times}"],
    faultAlways: ["已发生 {struck} 次，一直有效", "struck {struck}, always on"],
    faultKind: ["种类", "Kind"],
    faultTimes: ["次数（0 为一直）", "Times (0: always)"],
    faultSkip: ["先放过几次", "Let pass first"],
    faultMobile: ["只对号码（可空）", "Only this number (optional)"],
    faultService: ["只对产品", "Only this service"],
    faultAccept: ["网关收下消息（计费、送达手机）", "The gateway takes the message (billed, on the phone)"],
    faultAdd: ["设置故障", "Set the fault"],
    faultClear: ["全部清除", "Clear all"],
    faultSet: ["故障已设置：{name}", "Fault set: {name}"],
    faultsCleared: ["故障已清除", "Faults cleared"],
    tlsFault: ["TLS 故障（清除前一直有效）", "TLS fault (until cleared)"],
    tlsNone: ["没有", "none"],
    clearTitle: ["清空收件箱？", "Clear the inbox?"],
    clearNote: ["所有消息、账本、推送和故障都会清除，时钟、余额和限制恢复到刚启动的样子。", "All messages, the ledger, pushes and faults go; the clock, balances and limits are as at the start."],
    clearDo: ["全部清空", "Clear all"],
    cleared: ["已清空", "Cleared"],
    unread: ["{count} 条未读", "{count} unread"],
    unreachable: ["沙箱没有应答，可能已经结束", "The sandbox does not answer; it may have ended"],
};

export const faultWords = {
    delay: ["应答正确，但来得晚", "the right reply, late"],
    silent: ["一直没有应答", "nothing, ever"],
    reset_before: ["连接被重置，消息未收下", "reset, the message not taken"],
    reset_after: ["连接被重置，消息已收下", "reset, the message taken"],
    close_before: ["没有应答就关闭，消息未收下", "closed, the message not taken"],
    close_after: ["没有应答就关闭，消息已收下", "closed, the message taken"],
    close_idle: ["应答正确，随后关闭连接", "the right reply, then the connection ends"],
    cut_body: ["正文只到一半", "the first bytes of the body"],
    wrong_length: ["Content-Length 与实际不符", "a Content-Length that is off"],
    slow_bytes: ["一个字节一个字节地来", "one byte at a time"],
    status: ["别的 HTTP 状态码", "another HTTP status"],
    html: ["状态 200 的网页", "a page with status 200"],
    huge_body: ["应答后跟着大量空白", "the right reply and many blanks"],
    gzip: ["擅自压缩", "compressed though nobody asked"],
    wrong_root: ["根元素名不对", "another root element"],
    empty_elements: ["元素都是空的", "elements with nothing in them"],
    no_id: ["代码 2 却没有流水号", "a 2 without an id"],
    zero_id: ["代码 2 而流水号为 0", "a 2 with id 0"],
    bom: ["开头有 BOM", "a byte order mark first"],
    gbk: ["声明 UTF-8，实为 GBK", "GBK declared as UTF-8"],
    code_string: ["JSON 里代码是字符串", "the code as a JSON string"],
    code_text: ["代码处是任意文字", "anything in the code's place"],
    long_id: ["很长的流水号", "an id of many digits"],
    numeric_id: ["JSON 里流水号是数字", "the id as a JSON number"],
    wrong_clock: ["网关的钟不准", "a gateway whose clock is off"],
    duplicate_code: ["末尾还有第二个代码", "a second code after the first"],
    raw: ["任意字节，然后关闭", "your own bytes and the end"],
    drop_date: ["应答没有 Date", "a reply without Date"],
    expired: ["证书过期", "an expired certificate"],
    self_signed: ["自签名证书", "a self-signed certificate"],
    wrong_name: ["证书域名不符", "a certificate for another name"],
    unknown_ca: ["CA 不明", "an unknown authority"],
    tls_close: ["握手中断", "the handshake breaks off"],
    tls_silent: ["握手无应答", "the handshake is never answered"],
    plain: ["用明文 HTTP 应答", "plain HTTP where TLS was spoken"],
    only_tls12: ["只有 TLS 1.2", "TLS 1.2 only"],
    only_tls13: ["只有 TLS 1.3", "TLS 1.3 only"],
};

// The gateway says it in Chinese only.
const codes = {
    0: "not taken", 1: "not taken", 400: "address not allowed", 401: "no account", 402: "no password", 403: "no number",
    4030: "the number is on the blacklist", 404: "no content", 405: "account or password wrong", 4050: "the account is frozen",
    40501: "the dynamic password has expired", 40502: "the dynamic password is wrong", 4051: "no messages left on the account",
    4052: "the account is not used from its address", 4053: "no such user", 406: "the number's form is wrong", 407: "a sensitive word in the text",
    4070: "the signature's form is wrong, or a voice code is not 4 to 6 digits", 4071: "no template on file", 4072: "the text matches no template",
    40722: "a variable is too long", 4073: "the text is too long", 4074: "an emoji in the text", 4075: "the signature is not approved",
    408: "over the day's attempts: now on the blacklist", 4080: "more than one a second to one number", 4082: "over the number's limit of a day",
    4085: "over the number's limit of codes a day", 4086: "too often",
};

const stored = (() => { try { return localStorage.getItem("ihuyi-language"); } catch { return null; } })();
export let language = stored === "zh" || stored === "en" ? stored : (navigator.language || "").toLowerCase().startsWith("zh") ? "zh" : "en";

export function setLanguage(wanted) {
    language = wanted;
    try { localStorage.setItem("ihuyi-language", wanted); } catch { /* a browser that keeps nothing */ }
}

const pick = pair => pair[language === "zh" ? 0 : 1];

export function t(key, values = {}) {
    return pick(texts[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export const faultText = name => (faultWords[name] ? pick(faultWords[name]) : "");

// What a code means: the gateway's own words, or the same in English.
export const codeText = (code, msg) => (language === "zh" ? msg : codes[code] || msg);

// An error of the control API, which has both languages.
export const errorText = error => (language === "zh" ? error.zh : error.en) || error.error;

// A warning of the ledger's, which holds both languages.
export function either(words) {
    const parts = words.split(" / ");
    return parts.length === 2 ? pick(parts) : words;
}

const formats = new Map();
function format(seconds, options) {
    const key = language + JSON.stringify(options);
    if (!formats.has(key)) {
        // 11/12 is two days in English.
        const month = options.month && language !== "zh" ? { month: "short" } : {};
        formats.set(key, new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { timeZone: "Asia/Shanghai", hourCycle: "h23", ...options, ...month }));
    }
    const date = new Date(seconds * 1000);
    return Number.isNaN(date.getTime()) ? String(seconds) : formats.get(key).format(date);
}
const day = { year: "numeric", month: "2-digit", day: "2-digit" };
const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
export const timeText = seconds => format(seconds, clock);
export const dateText = seconds => format(seconds, { ...day, ...clock });
export const dayText = seconds => format(seconds, day);
// Short: of another day the day.
export const whenText = (seconds, now) => (dayText(seconds) === dayText(now) ? timeText(seconds) : format(seconds, { month: "2-digit", day: "2-digit" }));
