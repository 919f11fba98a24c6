// One of two units of a program that both include the header; the first thing that either includes.
#include <ihuyi.hpp>

std::string words_of(const ihuyi::result& result);

int main()
{
    return words_of(ihuyi::try_send("", "", "", "")).empty() ? 1 : 0;
}
