// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sightglass
{

/// A fraction, as frame rates (30000/1001 per second) and time bases (1/90000 s) are given. Zero over one means
/// unknown.
struct Rational
{
    std::int64_t num = 0;
    std::int64_t den = 1;

    bool isValid() const { return num > 0 && den > 0; }
    double toDouble() const { return den == 0 ? 0.0 : static_cast<double>(num) / static_cast<double>(den); }
    Rational inverted() const { return {den, num}; }

    bool operator==(const Rational &) const = default;
};

} // namespace sightglass
