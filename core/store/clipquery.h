// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/survivors.h"
#include "core/values/result.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <span>

namespace sightglass
{

/// A question to each frame of a clip, as a person types it:
///
///     person                   there is one
///     person >= 3              so many of them; < <= = != >= >
///     any = 0                  of all classes together
///     score < 0.4              a detection has such a score
///     person score >= 0.9      one of that class has
///     bus and person           and, or, not, parentheses; "and" binds closer than "or"
///     "traffic light" > 1      a name of several words, in quotes or as it is; in whatever case
///     class 7                  by its id, as a class without a name is shown
///
/// Where a name begins with one of the query's own words, the longer one of both is meant; in quotes it is a name, and
/// two quotation marks in a row are one of it. A fraction is written with a point or a comma. Of classes that have the
/// same name, all are meant.
///
/// A value; immutable.
class ClipQuery
{
public:
    /// One that is empty and matches nothing.
    ClipQuery();
    /// Any text, of which one without a word is the empty query; names by class id, of a model that has none an empty
    /// list. The Error says what was not understood, where, and which class may have been meant.
    static Result<ClipQuery> parse(const QString &text, const QStringList &classNames);

    bool isEmpty() const { return !m_root; }
    const QString &text() const { return m_text; }
    /// Whether it is true of a frame with these detections.
    bool matches(std::span<const Survivor> detections) const;

    struct Node;

    bool operator==(const ClipQuery &other) const { return m_text == other.m_text; }

private:
    QString m_text;
    std::shared_ptr<const Node> m_root;
};

} // namespace sightglass
