-- SPDX-License-Identifier: GPL-3.0-or-later
-- For wrk: posts the chat request of REQUEST_FILE (header lines, an empty line, the body); prints the figures as JSON.
local function readRequest(path)
    local file = assert(io.open(path))
    local text = file:read("*a")
    file:close()
    local head, body = text:match("^(.-)\n\n(.*)$")
    local headers = {}
    for name, value in head:gmatch("([%w%-]+): ([^\n]+)") do
        headers[name] = value
    end
    return headers, body
end

local headers, body = readRequest(os.getenv("REQUEST_FILE"))
wrk.method = "POST"
wrk.headers = headers
wrk.body = body

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"per_s":%.1f,"p50_us":%d,"p99_us":%d,"failed":%d}\n',
        summary.requests / (summary.duration / 1e6), latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
