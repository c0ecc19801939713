// A query as a tree of pieces of text, so that parts of it can be left out or replaced: what the
// generator makes and the shrinking of a finding takes apart. Knows no KQL but literals.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

namespace crumb::reference {

// What stands at a piece's place: a scalar of a type, an operator (which may be left out), or
// something that stays.
struct Piece {
  char tag = ' ';                 // b i l r t p s g d: scalars by type; o: may go; else stays
  std::vector<std::string> text;  // around and between the kids: kids.size() + 1 of them
  std::vector<Piece> kids;
};

inline void append(std::string& out, const Piece& piece) {
  for (std::size_t i = 0; i < piece.text.size(); ++i) {
    out += piece.text[i];
    if (i < piece.kids.size()) append(out, piece.kids[i]);
  }
}

inline std::string to_text(const Piece& piece) {
  std::string out;
  append(out, piece);
  return out;
}

// A small generator of pseudo-random numbers (splitmix64): the same on every platform.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class Range>
  const auto& of(const Range& range) {
    return std::data(range)[below(std::size(range))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace crumb::reference
