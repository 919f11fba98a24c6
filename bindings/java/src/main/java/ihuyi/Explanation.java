package ihuyi;

import ihuyi.Abi.Plain;

/** 一个返回码的解释 / one code, explained. */
public final class Explanation {
    private final int code;
    private final boolean known;
    private final int flags;
    private final Family family;
    private final String name;
    private final String text;
    private final String meaning;
    private final String cause;
    private final String advice;

    Explanation(Plain.ihuyi_explanation raw, Text text) {
        code = raw.code;
        known = raw.known != 0;
        flags = raw.flags;
        family = Family.of(raw.family);
        name = text.decode(raw.name);
        this.text = text.decode(raw.text);
        meaning = text.decode(raw.meaning);
        cause = text.decode(raw.cause);
        advice = text.decode(raw.advice);
    }

    public int getCode() {
        return code;
    }

    /** 返回码在表中 / the code stands in the tables. */
    public boolean isKnown() {
        return known;
    }

    /** Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0. */
    public int getFlags() {
        return flags;
    }

    public Family getFamily() {
        return family;
    }

    /** ihuyi.h 中的名称，没有则为空 / the name in ihuyi.h, empty where there is none. */
    public String getName() {
        return name;
    }

    /** 互亿无线的原文 / the vendor's own words. */
    public String getText() {
        return text;
    }

    /** 实际含义 / what it means in practice. */
    public String getMeaning() {
        return meaning;
    }

    /** 常见原因 / what usually causes it. */
    public String getCause() {
        return cause;
    }

    /** 怎么办 / what to do about it. */
    public String getAdvice() {
        return advice;
    }

    @Override
    public String toString() {
        return code + " " + text;
    }
}
