-- Shared by the wrk scripts. Each thread gets its number; the last line of the output is read by measure.sh.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function lines_of(path)
  local lines = {}
  for line in io.lines(path) do lines[#lines + 1] = line end
  assert(#lines > 0, path .. " is empty")
  return lines
end

-- Every thread begins elsewhere in the list, so that no two send the same line at the same time.
function start_in(list)
  return math.floor(#list * (number * 0.6180339887 % 1))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %.1f %.3f %.3f %d %d\n",
    summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    summary.requests))
end
