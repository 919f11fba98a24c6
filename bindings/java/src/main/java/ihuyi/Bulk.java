package ihuyi;

import com.sun.jna.Pointer;
import ihuyi.Abi.Plain;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * 一份名单，每行只发一次；由 {@link Client#bulk} 打开，可供多个线程同时使用 / a list of messages that are each sent once, which {@link Client#bulk}
 * opens; any number of threads may use it at once.
 *
 * <p>每一行都先记在任务文件里再发，发完记下结果，所以程序随时可以停、可以被杀，再打开就接着发；断在半路的行结果未知，绝不自己重发 / each row is on the disk
 * before its request leaves and with its outcome afterwards: the program may be stopped or killed at any moment, and opened again the list goes
 * on. Rows that were on their way are of unknown end, and are never sent again by themselves.
 */
public final class Bulk implements AutoCloseable {
    private final Handle<BulkSession> handle;

    Bulk(Plain.Functions library, Pointer bulk, Text text) {
        handle = new Handle<>(this, bulk, list -> new BulkSession(library, list, text), library::ihuyi_bulk_close,
            "名单已关闭，请用 Client.bulk 重新打开 / the list is closed, please open it again with Client.bulk");
    }

    /** 加一行，没有参考号 / adds a row without a reference. */
    public Result add(String mobile, String content) {
        return add(mobile, content, null);
    }

    /**
     * 加一行，立即检查，不发送；只能在写下计划之前。不能发的行不抛异常：{@link Result#isLeftOut} 为真，说明在 {@link Result#getMessage} / adds a row, only
     * before the plan is written; it is checked at once, and nothing is sent. A row that cannot be sent throws nothing:
     * {@link Result#isLeftOut} is true, and {@link Result#getMessage} says why.
     *
     * @param mobile    一个号码 / one number
     * @param content   完整的内容；有模板编号时是各个变量，以 | 相连 / the whole text; with a template id the variables, joined with |
     * @param reference 这一行在别处的名称，如订单号；null 表示没有 / what the row is called elsewhere, an order's number perhaps; null is none
     */
    public Result add(String mobile, String content, String reference) {
        return handle.beside(session -> session.add(mobile, content, reference));
    }

    /**
     * 在本线程逐行发送这么久（加上最后一次请求的时间），然后返回；之后看 {@link Progress#getState} / sends row after row on this thread, for so long and
     * what the last request takes, and returns; then see {@link Progress#getState}.
     *
     * <p>第一次调用写下计划：此后不能再加行，号码重复的行不发。超过两秒的等待会以 PAUSED 返回；暂停和停止都不抛异常 / the first call writes the plan: from then on
     * no row is added, and rows whose number stood in an earlier one are left out. Waits longer than two seconds are not waited for: then it
     * returns with PAUSED. That a list is paused or halted throws nothing.
     *
     * @param milliseconds 0：只写下计划、查看回执说了什么，不发送 / 0: writes the plan, looks what receipts have told since, and sends nothing
     */
    public Progress run(long milliseconds) {
        int budget = (int) Math.max(Integer.MIN_VALUE, Math.min(milliseconds, Integer.MAX_VALUE));
        return handle.beside(session -> session.run(budget));
    }

    /** 进度；不读磁盘，不联网，别的线程可以正在发送 / how far it is; asks neither the disk nor the gateway, while other threads may be sending. */
    public Progress status() {
        return handle.beside(BulkSession::status);
    }

    /** 写下计划之后的全部行 / all rows, once the plan is written. */
    public Iterable<Row> rows() {
        return rows(null);
    }

    /** 处于这种状态的行；null 是全部 / the rows that stand there; null is all. */
    public Iterable<Row> rows(Row.State state) {
        return rows(state, 0);
    }

    /** 同上，从编号 after 之后开始；轮到哪一行才读哪一行 / the same behind the row with that number; each is read when its turn comes. */
    public Iterable<Row> rows(Row.State state, long after) {
        if (after < 0 || after > 0xffffffffL) {
            throw new IllegalArgumentException("after 是 " + after + "，超出范围；从 0 开始，之后给出上一行的 getNumber() / after is " + after
                + ", which is out of range: begin with 0, then give getNumber() of the last row");
        }
        return () -> new Rows(state == null ? 0 : state.getNumber(), after);
    }

    /** 关闭；没有写下的计划作废。重复关闭无妨；等正在进行的调用结束 / closes the list; a plan that was not written is given up. Waits for the calls under way. */
    @Override
    public void close() {
        handle.free();
    }

    private final class Rows implements Iterator<Row> {
        private final int state;
        private long last;
        private boolean ended;
        private Row next;

        Rows(int state, long after) {
            this.state = state;
            last = after;
        }

        @Override
        public boolean hasNext() {
            if (next == null && !ended) {
                next = handle.beside(session -> session.next(state, last));
                if (next == null) ended = true;
                else last = next.getNumber();
            }
            return next != null;
        }

        @Override
        public Row next() {
            if (!hasNext()) throw new NoSuchElementException();
            Row row = next;
            next = null;
            return row;
        }
    }
}
