package ihuyi;

/** 调用没有成功，getResult() 里有全部细节 / a call did not succeed; getResult() has all there is to know. */
public class IhuyiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Result result;
    private Verification verification;

    IhuyiException(Result result) {
        super(result.getMessage() + " [" + result.getCode() + ", docs/codes.md#code-" + result.getCode() + "]");
        this.result = result;
    }

    /** 全部细节 / all there is to know. */
    public Result getResult() {
        return result;
    }

    /** 返回码 / the code. */
    public int getCode() {
        return result.getCode();
    }

    /** 结局 / how it ended. */
    public Outcome getOutcome() {
        return result.getOutcome();
    }

    /** 返回码的类别 / what the code is about. */
    public Family getFamily() {
        return result.getFamily();
    }

    /**
     * verifyStart 和 verifyResend 失败时的等待时间和限额，结果未知时的编号；其他调用为 null / wait and limit when verifyStart or verifyResend
     * failed, and the id when the outcome is unknown; null for every other call.
     */
    public Verification getVerification() {
        return verification;
    }

    static IhuyiException of(Verification verification) {
        IhuyiException e = of(verification.getResult());
        e.verification = verification;
        return e;
    }

    /** The one place that knows which family has which class. A family that a newer library adds is the base class. */
    static IhuyiException of(Result result) {
        switch (result.getFamily()) {
            case ACCOUNT: return new AccountException(result);
            case BALANCE: return new BalanceException(result);
            case NUMBER: return new NumberException(result);
            case CONTENT: return new ContentException(result);
            case TEMPLATE: return new TemplateException(result);
            case LIMIT: return new LimitException(result);
            case GATEWAY: return new GatewayException(result);
            case ARGUMENT: return new InvalidCallException(result);
            case SETTING: return new SettingException(result);
            case NETWORK: return new NotSentException(result);
            case UNKNOWN: return new OutcomeUnknownException(result);
            case INTERNAL: return new InternalException(result);
            case VERIFY: return new VerifyException(result);
            case STORE: return new StoreException(result);
            default: return new IhuyiException(result);
        }
    }
}
