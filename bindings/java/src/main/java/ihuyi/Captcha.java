package ihuyi;

import ihuyi.Abi.Plain;
import java.util.Arrays;

/** 图片验证码 / a picture challenge. */
public final class Captcha {
    private final String id;
    private final byte[] png;
    private final String dataUri;
    private final int length;
    private final int valid;

    Captcha(Plain.ihuyi_captcha raw, Text text) {
        id = text.decode(raw.id);
        png = Arrays.copyOf(raw.png, raw.png_size);
        dataUri = text.decode(raw.data_uri);
        length = raw.length;
        valid = raw.valid;
    }

    /** 随答案交回；可以放在页面的隐藏字段里 / comes back with the answer; may stand in a hidden field. */
    public String getId() {
        return id;
    }

    /** PNG 文件 / the picture as a PNG file. */
    public byte[] getPng() {
        return png.clone();
    }

    /** 可直接写进 img 的 src / the same picture for the src of an img. */
    public String getDataUri() {
        return dataUri;
    }

    /** 字符个数 / characters in the picture. */
    public int getLength() {
        return length;
    }

    /** 多少秒内可以回答 / seconds that an answer is taken. */
    public int getValid() {
        return valid;
    }
}
