package ihuyi;

import java.util.Map;

/** 随调用给出的键值：限额按它们计数，也是选项 / names and values that go with a call: what limits count by, and options. */
public final class Keys {
    private Keys() {
    }

    /**
     * 每行一个“键 = 值”；值里有换行的会被拒绝，否则换行之后会成为另一个键 / lines of key = value; a value with a line break is refused, since
     * another key would begin behind it. A value of null is none.
     */
    public static String lines(Map<String, String> keys) {
        if (keys == null) return null;
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> key : keys.entrySet()) {
            String name = key.getKey();
            String value = key.getValue() == null ? "" : key.getValue();
            if (name == null || name.indexOf('=') >= 0 || breaks(name)) {
                throw IhuyiException.of(new Result("键的名称为 null，或里面有换行或等号，未发送；请改正名称"
                    + " / a key's name is null, or holds a line break or an equals sign; nothing was sent: correct the name"));
            }
            if (breaks(value)) {
                throw IhuyiException.of(new Result("键 " + name + " 的值里有换行，换行之后会成为另一个键，未发送；请先去掉 / the value of the key " + name
                    + " holds a line break, behind which another key would begin; nothing was sent: remove it first"));
            }
            lines.append(name).append(" = ").append(value).append('\n');
        }
        return lines.toString();
    }

    private static boolean breaks(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }
}
