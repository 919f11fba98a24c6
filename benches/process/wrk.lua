-- The text that the other programs send, the key in clear, over and over. What became of it is asked of the gateway afterwards: wrk is the
-- faster for not reading the answers.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.body = "account=C00000000&password=0123456789abcdef0123456789abcdef&mobile=13800000000&format=json&content="
    .. ("您的验证码是：1234。请不要把验证码泄露给其他人。"):gsub(".", function(c) return ("%%%02X"):format(c:byte()) end)

-- Answers a second, all answers, and the errors that wrk itself saw.
function done(summary, latency, requests)
    local errors = summary.errors
    print(("told %.1f %d %d"):format(summary.requests / summary.duration * 1e6, summary.requests,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
