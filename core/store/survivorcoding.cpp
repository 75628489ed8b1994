// SPDX-License-Identifier: Apache-2.0
#include "core/store/survivorcoding.h"

#include "core/store/bytecoding.h"
#include "core/values/candidategrid.h"

#include <limits>

namespace sightglass
{

QByteArray encodeSurvivors(const std::vector<Survivor> &survivors)
{
    QByteArray bytes;
    ByteWriter writer(bytes);
    for (const Survivor &survivor : survivors) {
        writer.number(survivor.classId);
        writer.twoBytes(survivor.score);
        for (const std::uint16_t number : {survivor.left, survivor.top, survivor.width, survivor.height})
            writer.number(number);
    }
    return bytes;
}

std::optional<std::vector<Survivor>> decodeSurvivors(const QByteArray &bytes)
{
    std::vector<Survivor> survivors;
    ByteReader reader(bytes);
    const auto number = [&reader] {
        return static_cast<std::uint16_t>(reader.number(std::numeric_limits<std::uint16_t>::max()));
    };
    while (!reader.atEnd()) {
        Survivor &survivor = survivors.emplace_back();
        survivor.classId = number();
        survivor.score = static_cast<std::uint16_t>(reader.checked(reader.twoBytes(), scoreSteps));
        survivor.left = number();
        survivor.top = number();
        survivor.width = number();
        survivor.height = number();
        if (reader.failed())
            return std::nullopt;
    }
    return survivors;
}

} // namespace sightglass
