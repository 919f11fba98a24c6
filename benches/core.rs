//! What a message costs before it reaches the network, and what an answer costs after it has left it. `make bench` runs these.

use criterion::{Criterion, criterion_group, criterion_main};
use ihuyi::message::{self, Limits, Submission};
use ihuyi::service::Service;
use std::hint::black_box;

const CONTENT: &str = "您的验证码是：1234。请不要把验证码泄露给其他人。";
const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SubmitResult xmlns=\"http://106.ihuyi.com/\">\n<code>2</code>\n\
                   <msg>提交成功</msg>\n<smsid>14745625541233112231</smsid>\n</SubmitResult>";
const JSON: &str = r#"{"code":2,"msg":"提交成功","smsid":"16842079209571524017"}"#;

fn core(c: &mut Criterion) {
    let limits = Limits { content: None, variable: None, signature: "互亿无线" };
    let submission = Submission {
        service: Service::Sms,
        mobile: "+86 138-0000-0000",
        content: CONTENT,
        template_id: None,
        schedule: None,
    };
    c.bench_function("check a submission", |b| b.iter(|| message::check(black_box(&submission), &limits)));
    c.bench_function("sign a submission", |b| {
        b.iter(|| {
            let key = black_box("0123456789abcdef0123456789abcdef");
            ihuyi::sign::submission("C00000000", key, "13800000000", CONTENT, "1700000000")
        })
    });
    c.bench_function("read an XML reply", |b| b.iter(|| ihuyi::reply::parse(black_box(XML.as_bytes()))));
    c.bench_function("read a JSON reply", |b| b.iter(|| ihuyi::reply::parse(black_box(JSON.as_bytes()))));
    let gbk = ihuyi::charset::Charset::parse("gbk").unwrap();
    let bytes = gbk.encode(CONTENT).into_owned();
    c.bench_function("decode GBK", |b| b.iter(|| gbk.decode(black_box(&bytes), ("", "")).map(|t| t.len())));
    c.bench_function("explain a code", |b| b.iter(|| ihuyi::codes::strerror(black_box(4072))));
}

criterion_group!(benches, core);
criterion_main!(benches);
