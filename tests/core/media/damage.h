// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <algorithm>
#include <random>

namespace sightglass::test
{

/// What happens to files: bytes that are others, blocks that are lost, empty, or there twice, ends that are missing.
class Damage
{
public:
    explicit Damage(unsigned seed)
        : m_random(seed)
    {}

    QByteArray of(QByteArray content)
    {
        for (qsizetype i = upTo(2); i >= 0 && !content.isEmpty(); --i)
            damage(content);
        return content;
    }

private:
    qsizetype upTo(qsizetype most) { return std::uniform_int_distribution<qsizetype>(0, most)(m_random); }

    void damage(QByteArray &content)
    {
        // The beginning tells of the rest, so it is hit as often.
        const qsizetype last = (upTo(1) ? content.size() : std::min<qsizetype>(content.size(), 4096)) - 1;
        const qsizetype place = upTo(last);
        const qsizetype block = std::min<qsizetype>(content.size() - place, 1 + upTo(4095));
        switch (upTo(6)) {
        case 0:
            content[place] = static_cast<char>(upTo(255));
            break;
        case 1:
            content[place] = static_cast<char>(content[place] ^ (1 << upTo(7)));
            break;
        case 2:
            for (qsizetype i = 0; i < block; ++i)
                content[place + i] = static_cast<char>(upTo(255));
            break;
        case 3:
            content.replace(place, block, QByteArray(block, '\0'));
            break;
        case 4:
            content.remove(place, block);
            break;
        case 5:
            content.insert(place, content.mid(place, block));
            break;
        default:
            content.truncate(upTo(content.size()));
        }
    }

    std::mt19937 m_random;
};

} // namespace sightglass::test
