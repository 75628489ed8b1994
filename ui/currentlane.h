// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcelane.h"

#include <QObject>
#include <QPointer>

namespace sightglass
{

/// The lane that the instruments of the window are about, one of several; its signals alone come through. Of the UI's
/// thread.
class CurrentLane : public QObject
{
    Q_OBJECT

public:
    explicit CurrentLane(SourceLane &lane, QObject *parent = nullptr);

    SourceLane &operator*() const { return *m_lane; }
    SourceLane *operator->() const { return m_lane; }

    void follow(SourceLane &lane);

Q_SIGNALS:
    /// Another lane: whatever was shown of the one before is of no account any more. Of this one nothing has happened.
    void changed();
    void sourceStateChanged(const sightglass::SourceState &state);
    void sourceOpened(const sightglass::SourceInfo &info);
    void sourceIndexed(const sightglass::SourceInfo &info);
    void sourceChanged(const sightglass::SourceInfo &info);
    void presented(const sightglass::Presentation &presentation);
    void storeChanged();

private:
    void listen();

    QPointer<SourceLane> m_lane;
};

} // namespace sightglass
