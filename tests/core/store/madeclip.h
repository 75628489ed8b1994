// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipsurvivors.h"
#include "core/values/candidategrid.h"
#include "core/values/thresholds.h"

#include <QString>
#include <QStringList>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <vector>

namespace sightglass::test
{

/// A survivor of 10 x 10 pixels.
inline Survivor seen(int classId, float score, int left = 0)
{
    return {scoreStep(score), static_cast<std::uint16_t>(classId), static_cast<std::uint16_t>(left), 0, 10, 10};
}

/// A clip at 10 frames a second.
inline ClipSurvivors clipOf(const std::vector<std::vector<Survivor>> &frames)
{
    ClipSurvivors clip;
    for (std::size_t i = 0; i < frames.size(); ++i)
        clip.set(static_cast<std::int64_t>(i), 0.1 * static_cast<double>(i), frames[i]);
    return clip;
}

/// The same, where a letter is one survivor of its class, from 'a' on: upper case at 0.9, lower case at 0.2; a dot is
/// an empty frame, a question mark one that is not known.
inline ClipSurvivors clipOf(const QString &letters)
{
    ClipSurvivors clip;
    const QStringList frames = letters.split(QLatin1Char(' '));
    for (qsizetype i = 0; i < frames.size(); ++i) {
        if (frames.at(i) == QLatin1String("?"))
            continue;
        std::vector<Survivor> items;
        for (const QChar letter : frames.at(i)) {
            if (letter.isLetter())
                items.push_back(seen(letter.toLower().unicode() - 'a', letter.isUpper() ? 0.9f : 0.2f));
        }
        std::stable_sort(items.begin(), items.end(), [](const auto &a, const auto &b) { return a.score > b.score; });
        clip.set(i, 0.1 * static_cast<double>(i), items);
    }
    return clip;
}

/// Many boxes close to each other, of four classes, some turned, some of the whole picture; scores on the grid.
inline Candidates anyCandidates(std::mt19937 &random, bool turned, int count = 60)
{
    std::uniform_real_distribution<float> place(-10.f, 60.f);
    std::uniform_real_distribution<float> size(5.f, 40.f);
    std::uniform_real_distribution<float> share(0.f, 1.f);
    const auto onGrid = [](float pixels) { return pixelsOfStep(boxStep(pixels)); };
    Candidates candidates;
    for (int i = 0; i < count; ++i) {
        Candidate candidate{{onGrid(place(random)), onGrid(place(random)), onGrid(size(random)), onGrid(size(random))},
                            int(random() % 4),
                            scoreOfStep(scoreStep(share(random)))};
        candidate.wholePicture = random() % 20 == 0;
        if (turned && random() % 2 == 0) {
            auto shape = std::make_shared<Shape>();
            shape->oriented =
                OrientedBox{{candidate.box.x, candidate.box.y}, candidate.box.size(), share(random) * 3.f};
            candidate.shape = shape;
        }
        candidates.items.push_back(candidate);
    }
    std::stable_sort(candidates.items.begin(), candidates.items.end(),
                     [](const Candidate &a, const Candidate &b) { return a.score > b.score; });
    candidates.suppressed = random() % 4 == 0;
    return candidates;
}

/// Some with thresholds of their own and classes that are hidden, some without.
inline Thresholds anyThresholds(std::mt19937 &random)
{
    std::uniform_real_distribution<float> share(0.f, 1.f);
    Thresholds thresholds;
    // As people type them, and as scores are, so that some are equal to one.
    thresholds.confidence = random() % 2 ? float(random() % 100) / 100.f : scoreOfStep(int(random() % scoreSteps));
    thresholds.iou = share(random);
    thresholds.maxDetections = 1 + int(random() % 30);
    thresholds.classAgnostic = random() % 3 == 0;
    if (random() % 2 == 0)
        thresholds.classes[1].shown = random() % 2 == 0;
    if (random() % 2 == 0)
        thresholds.classes[2].confidence = share(random);
    return thresholds;
}

} // namespace sightglass::test
