package ihuyi;

import com.sun.jna.Pointer;
import ihuyi.Abi.Plain;

/** One call on a list: its handle, its charset, and what turns an answer into a value or an exception. */
final class BulkSession {
    private final Plain.Functions library;
    private final Pointer bulk;
    private final Text text;

    BulkSession(Plain.Functions library, Pointer bulk, Text text) {
        this.library = library;
        this.bulk = bulk;
        this.text = text;
    }

    Result add(String mobile, String content, String reference) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        int code = library.ihuyi_bulk_add(bulk, bytes(mobile), bytes(content), bytes(reference), raw);
        Result result = new Result(code, raw, text);
        // That a row is left out is what a plan is for.
        if (code != Abi.IHUYI_OK && !result.isLeftOut()) throw IhuyiException.of(result);
        return result;
    }

    Progress run(int milliseconds) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_progress told = new Plain.ihuyi_progress();
        done(library.ihuyi_bulk_run(bulk, milliseconds, told, raw), raw);
        return new Progress(told, text);
    }

    Progress status() {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_progress told = new Plain.ihuyi_progress();
        done(library.ihuyi_bulk_status(bulk, told, raw), raw);
        return new Progress(told, text);
    }

    /** The next row, or null. */
    Row next(int state, long after) {
        Plain.ihuyi_result raw = new Plain.ihuyi_result();
        Plain.ihuyi_row told = new Plain.ihuyi_row();
        done(library.ihuyi_bulk_next(bulk, state, (int) after, told, raw), raw);
        return told.number == 0 ? null : new Row(told, text);
    }

    private void done(int code, Plain.ihuyi_result raw) {
        if (code != Abi.IHUYI_OK) throw IhuyiException.of(new Result(code, raw, text));
    }

    private byte[] bytes(String string) {
        try {
            return text.encodeRow(string);
        } catch (Text.UnwritableTextException e) {
            throw new Session(library, null).unwritable(text, e);
        }
    }
}
