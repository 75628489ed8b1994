// SPDX-License-Identifier: Apache-2.0
#include "core/inference/plainname.h"

#include <algorithm>

namespace sightglass
{

namespace
{

// Joiners, which emoji and many scripts need, are neither.
bool isUnfit(QChar character)
{
    const char16_t code = character.unicode();
    const bool turns = code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
                       (code >= 0x2066 && code <= 0x2069);
    return turns || character.category() == QChar::Other_Control || code == QChar::LineSeparator ||
           code == QChar::ParagraphSeparator || code == QChar::ByteOrderMark;
}

} // namespace

QString plainName(QString name)
{
    std::replace_if(name.begin(), name.end(), isUnfit, QChar(QChar::ReplacementCharacter));
    return name;
}

} // namespace sightglass
