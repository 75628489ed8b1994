// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/cameramode.h"
#include "core/media/sourcespec.h"
#include "core/pipeline/sourcestate.h"
#include "core/values/error.h"
#include "ui/thumbnails.h"

#include <QHash>
#include <QObject>

#include <optional>

class QMenu;
class QWidget;

namespace sightglass
{

class CurrentLane;
class SourceLane;
class SourcesPanel;
class VideoView;
struct SourceSettings;

/// What a person opens, closes and tries again in the lane that is chosen: dialogs, recent sources, cameras.
class SourceController : public QObject
{
    Q_OBJECT

public:
    SourceController(CurrentLane &lane, SourceSettings &settings, Thumbnails thumbnails, SourcesPanel &panel,
                     QWidget *window);

    /// A pipeline that is not known to have been typed, or an address whose credentials were not kept, is shown in its
    /// dialog and opened when a person says so.
    void open(const SourceSpec &source, bool paused = false);
    /// A camera of which no mode is said, in the one that was chosen for it; all else as it is.
    SourceSpec asChosen(const SourceSpec &source) const;
    /// What this lane opens is remembered, whether it is the chosen one or not.
    void watch(SourceLane &lane);
    void openFile();
    void openFolder();
    void openUrl();
    void openPipeline();
    /// A part of the screen, chosen on it.
    void openScreen();
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
    /// Another file was.
    void sourceChosen(const sightglass::SourceSpec &source);
    /// What a person asked for cannot be had.
    void failed(const sightglass::Error &error);
    /// Sources were opened or forgotten.
    void recentChanged();

private:
    struct Pictured
    {
        FrameId frame;          ///< Of the open source, which its thumbnail shows.
        bool isTelling = false; ///< No better one is awaited.
    };

    void askForUrl(const QString &given);
    void askForPipeline(const QString &given);
    void openIn(SourceLane &lane, const SourceSpec &source, bool paused);
    void follow();
    void addModes(QMenu *menu);
    void switchMode(const CameraMode &mode);
    void rememberMode(const SourceSpec &opened);
    void remember(const SourceSpec &opened);
    void forget(const SourceSpec &source);
    void forgetAll();
    void recentAreOthers();
    void lookAt(const SourceLane &lane, const Frame &frame);

    CurrentLane &m_lane;
    SourceSettings &m_settings;
    SourcesPanel &m_panel;
    QWidget *m_window;
    Thumbnails m_thumbnails;
    QHash<const SourceLane *, Pictured> m_pictured;
    std::optional<SourceSpec> m_switched; ///< The camera in the mode that was chosen, until it is open so.
};

} // namespace sightglass
