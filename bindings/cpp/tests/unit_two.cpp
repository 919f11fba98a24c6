// The other of two units of a program that both include the header.
#include <ihuyi.hpp>
#include <ihuyi.hpp>

std::string words_of(const ihuyi::result& result);

std::string words_of(const ihuyi::result& result)
{
    return result.message();
}
