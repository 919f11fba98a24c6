// A check is a line: `ok - name`, or `not ok - name: what was found`. tests/run counts them.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

inline int& failures()
{
    static int count = 0;
    return count;
}

inline void holds(const std::string& name, bool is, const std::string& found = "it does not hold")
{
    if (is) std::cout << "ok - " << name << std::endl;
    else std::cout << "not ok - " << name << ": " << found << std::endl;
    failures() += is ? 0 : 1;
}

template <class Expected, class Found> void same(const std::string& name, const Expected& expected, const Found& found)
{
    std::ostringstream words;
    words << "expected " << expected << ", found " << found;
    holds(name, expected == found, words.str());
}

inline void contains(const std::string& name, const std::string& all, const std::string& part)
{
    holds(name, all.find(part) != std::string::npos, "no '" + part + "' in '" + all + "'");
}

inline void lacks(const std::string& name, const std::string& all, const std::string& part)
{
    holds(name, all.find(part) == std::string::npos, "there is '" + part + "' in '" + all + "'");
}

inline std::string from_environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// What the sandbox's control interface shows.
inline std::string sandbox_says(const std::string& what)
{
    const std::string command = "curl -fsS --noproxy '*' " + from_environment("IHUYI_GATEWAY") + "/_sandbox/" + what;
    std::string all;
    if (FILE* const pipe = popen(command.c_str(), "r")) {
        char part[4096];
        for (std::size_t n; (n = std::fread(part, 1, sizeof part, pipe)) != 0;) all.append(part, n);
        if (pclose(pipe) != 0) holds("the sandbox shows: " + what, false);
    }
    return all;
}

// The sandbox's control interface.
inline void tell_sandbox(const std::string& what, const std::string& json)
{
    const std::string command = "curl -fsS --noproxy '*' -o /dev/null " + from_environment("IHUYI_GATEWAY") + "/_sandbox/" + what + " -d '" + json + "'";
    if (std::system(command.c_str()) != 0) holds("the sandbox obeys: " + what, false);
}

#endif
