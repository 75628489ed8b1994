// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QString>
#include <QStringList>

#include <memory>

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
///
/// A value; immutable.
class ClipQuery
{
public:
    /// One that is empty and matches nothing.
    ClipQuery();
    /// The Error says what was not understood, where, and which class may have been meant.
    static Result<ClipQuery> parse(const QString &text, const QStringList &classNames);

    bool isEmpty() const { return !m_root; }
    const QString &text() const { return m_text; }

    struct Node;
    const Node *root() const { return m_root.get(); }

    bool operator==(const ClipQuery &other) const { return m_text == other.m_text; }

private:
    QString m_text;
    std::shared_ptr<const Node> m_root;
};

} // namespace sightglass
