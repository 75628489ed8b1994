// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"
#include "core/pipeline/sourcestate.h"
#include "core/values/error.h"
#include "ui/thumbnails.h"

#include <QObject>

class QMenu;
class QWidget;

namespace sightglass
{

class SourceLane;
class SourcesPanel;
class VideoView;
struct SourceSettings;

/// What a person opens, closes and tries again: dialogs, recent sources, cameras.
class SourceController : public QObject
{
    Q_OBJECT

public:
    SourceController(SourceLane &lane, SourceSettings &settings, Thumbnails thumbnails, SourcesPanel &panel,
                     QWidget *window);

    /// A pipeline that is not known to have been typed, or an address whose credentials were not kept, is shown in its
    /// dialog and opened when a person says so.
    void open(const SourceSpec &source);
    void openFile();
    void openFolder();
    void openUrl();
    void openPipeline();
    void close();
    /// What is being opened is not wanted any more.
    void cancel();
    /// The source once more, after it failed or was lost.
    void retry();

    /// The source that is open, or failed; an empty location for none.
    const SourceSpec &current() const;
    QString currentName() const;

    const Thumbnails &thumbnails() const { return m_thumbnails; }

    void fillRecentMenu(QMenu *menu);
    void fillCameraMenu(QMenu *menu);

Q_SIGNALS:
    /// A file was chosen that is a model.
    void modelChosen(const QString &path);
    /// Sources were opened or forgotten.
    void recentChanged();

private:
    void askForUrl(const QString &given);
    void askForPipeline(const QString &given);
    void follow(const SourceState &state);
    void remember();
    void forget(const SourceSpec &source);
    void forgetAll();
    void recentAreOthers();
    void lookAt(const Frame &frame);

    SourceLane &m_lane;
    SourceSettings &m_settings;
    SourcesPanel &m_panel;
    QWidget *m_window;
    Thumbnails m_thumbnails;
    FrameId m_pictured;       ///< The frame of the open source that its thumbnail shows.
    bool m_isTelling = false; ///< No better one is awaited.
};

} // namespace sightglass
