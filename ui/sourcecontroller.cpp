// SPDX-License-Identifier: Apache-2.0
#include "ui/sourcecontroller.h"

#include "core/media/cameraaddress.h"
#include "core/media/cameras.h"
#include "core/media/credentials.h"
#include "core/media/desktopwindows.h"
#include "core/media/screenarea.h"
#include "ui/currentlane.h"
#include "ui/docks/cameramodes.h"
#include "ui/docks/sourcespanel.h"
#include "ui/filekinds.h"
#include "ui/pipelinedialog.h"
#include "ui/screenpicker.h"
#include "ui/settings.h"
#include "ui/theme/icons.h"
#include "ui/urldialog.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/sourceicon.h"

#include <QActionGroup>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QTimer>

#include <chrono>
#include <utility>

namespace sightglass
{

namespace
{

constexpr double tellingSeconds = 2.0;
constexpr std::chrono::milliseconds menuTime{200};

bool isFile(const SourceSpec &source)
{
    return source.kind == SourceKind::VideoFile || source.kind == SourceKind::Image ||
           source.kind == SourceKind::ImageSequence;
}

} // namespace

SourceController::SourceController(CurrentLane &lane, SourceSettings &settings, Thumbnails thumbnails,
                                   SourcesPanel &panel, QWidget *window)
    : QObject(window)
    , m_lane(lane)
    , m_settings(settings)
    , m_panel(panel)
    , m_window(window)
    , m_thumbnails(std::move(thumbnails))
{
    connect(&lane, &CurrentLane::sourceStateChanged, this, &SourceController::follow);
    connect(&lane, &CurrentLane::sourceOpened, this, &SourceController::follow);
    connect(&lane, &CurrentLane::changed, this, &SourceController::follow);
    connect(&lane, &CurrentLane::sourceOpened, this, &SourceController::follow);
    connect(&lane, &CurrentLane::sourceChanged, this, &SourceController::follow);
    connect(&panel, &SourcesPanel::forgetRequested, this, &SourceController::forget);
    connect(&panel, &SourcesPanel::forgetAllRequested, this, &SourceController::forgetAll);
    connect(&panel, &SourcesPanel::openRequested, this, [this](const SourceSpec &source) { open(asChosen(source)); });
    connect(&panel, &SourcesPanel::cameraModeChosen, this, &SourceController::switchMode);
    connect(&panel, &SourcesPanel::openFileRequested, this, &SourceController::openFile);
    connect(&panel, &SourcesPanel::openUrlRequested, this, &SourceController::openUrl);
    connect(&panel, &SourcesPanel::camerasRequested, this, [this] { m_panel.setCameras(availableCameras()); });
    panel.setRecent(settings.recent);
    panel.setCameras(availableCameras());
}

void SourceController::watch(SourceLane &lane)
{
    connect(&lane, &SourceLane::sourceOpened, this, [this, &lane] {
        m_pictured.remove(&lane);
        remember(lane.sourceInfo().spec);
        rememberMode(lane.sourceInfo().spec);
    });
    connect(&lane, &SourceLane::presented, this,
            [this, &lane](const Presentation &presentation) { lookAt(lane, presentation.frame); });
}

void SourceController::open(const SourceSpec &source, bool paused)
{
    openIn(*m_lane, source, paused);
}

SourceSpec SourceController::asChosen(const SourceSpec &source) const
{
    auto address = CameraAddress::parse(source.location);
    if (source.kind != SourceKind::Camera || !address || !address->mode.isAny())
        return source;
    const auto chosen = CameraMode::parse(m_settings.cameraModes.value(cameraIdentity(address->device)));
    if (chosen)
        address->mode = *chosen;
    return {SourceKind::Camera, address->location()};
}

void SourceController::switchMode(const CameraMode &mode)
{
    const auto address = CameraAddress::parse(current().location);
    if (current().kind != SourceKind::Camera || !address)
        return;
    const SourceSpec switched{SourceKind::Camera, CameraAddress{address->device, mode}.location()};
    if (switched == current() && m_lane->sourceState().isActive())
        return;
    m_switched = switched;
    m_lane->open(switched, m_lane->isPaused());
}

/// One that could not be had is not wished for again by itself.
void SourceController::rememberMode(const SourceSpec &opened)
{
    if (!m_switched || *m_switched != opened)
        return;
    m_switched.reset();
    const auto address = CameraAddress::parse(opened.location);
    if (!address)
        return;
    const QString camera = cameraIdentity(address->device);
    if (address->mode.isAny())
        m_settings.cameraModes.remove(camera);
    else
        m_settings.cameraModes.insert(camera, address->mode.text());
}

void SourceController::openIn(SourceLane &lane, const SourceSpec &source, bool paused)
{
    if (source.kind == SourceKind::GStreamer && (!source.typed || source.incomplete))
        askForPipeline(source.location);
    else if (source.incomplete)
        askForUrl(source.location);
    else
        lane.open(source, paused);
}

void SourceController::openFile()
{
    auto *dialog = new QFileDialog(m_window, tr("Open a video, a picture or a model"), m_settings.folder,
                                   openFilters().join(QStringLiteral(";;")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_settings.folder = QFileInfo(path).absolutePath();
        if (looksLikeModel(path))
            Q_EMIT modelChosen(path);
        else
            Q_EMIT sourceChosen(SourceSpec::fromPath(path));
    });
    dialog->open();
}

void SourceController::openFolder()
{
    auto *dialog = new QFileDialog(m_window, tr("Open a folder of pictures"), m_settings.folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_settings.folder = path;
        open({SourceKind::ImageSequence, path});
    });
    dialog->open();
}

void SourceController::openUrl()
{
    askForUrl({});
}

void SourceController::askForUrl(const QString &given)
{
    auto *dialog = new UrlDialog(given, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // Another lane may be chosen by then.
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, lane = &*m_lane] { openIn(*lane, dialog->source(), false); });
    dialog->open();
}

void SourceController::openPipeline()
{
    askForPipeline({});
}

void SourceController::askForPipeline(const QString &given)
{
    auto *dialog = new PipelineDialog(given, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [dialog, lane = &*m_lane] { lane->open(dialog->source()); });
    dialog->open();
}

void SourceController::openScreen()
{
    if (isWaylandSession()) {
        // The desktop asks which one.
        m_lane->open({SourceKind::Screen, ScreenArea().location()});
        return;
    }
    if (const auto problem = screenProblem()) {
        Q_EMIT failed(*problem);
        return;
    }
    // When the menu that it was chosen from is gone from the screen.
    QTimer::singleShot(menuTime, this, [this] {
        auto *picker = new ScreenPicker(m_window->screen(), desktopWindows(), m_window);
        connect(picker, &ScreenPicker::picked, this, [lane = &*m_lane](const ScreenArea &area) {
            lane->open({SourceKind::Screen, area.location()});
        });
        picker->show();
    });
}

void SourceController::cancel()
{
    if (m_lane->opening())
        m_lane->cancelOpening();
    else
        m_lane->close();
}

void SourceController::retry()
{
    if (const SourceSpec source = current(); !source.location.isEmpty())
        m_lane->open(source);
}

const SourceSpec &SourceController::current() const
{
    return m_lane->sourceInfo().spec;
}

QString SourceController::currentName() const
{
    return current().location.isEmpty() ? QString() : current().displayName();
}

void SourceController::follow()
{
    m_panel.setCurrent(m_lane->sourceInfo(), m_lane->sourceState());
}

void SourceController::remember(const SourceSpec &opened)
{
    if (opened.location.isEmpty())
        return;
    const auto isSame = [kept = withoutCredentials(opened)](const SourceSpec &known) {
        return withoutCredentials(known).isSameAs(kept);
    };
    m_settings.recent.removeIf(isSame);
    rememberRecent(m_settings.recent, opened);
    recentAreOthers();
}

void SourceController::forget(const SourceSpec &source)
{
    m_settings.recent.removeAll(source);
    recentAreOthers();
}

void SourceController::forgetAll()
{
    m_settings.recent.clear();
    recentAreOthers();
}

void SourceController::recentAreOthers()
{
    m_thumbnails.retain(m_settings.recent);
    m_panel.setRecent(m_settings.recent);
    Q_EMIT recentChanged();
}

/// The first picture of a film is often black: the thumbnail is its first until there is one from further on.
void SourceController::lookAt(const SourceLane &lane, const Frame &frame)
{
    Pictured &pictured = m_pictured[&lane];
    const SourceSpec &source = lane.sourceInfo().spec;
    // The same frame comes again with every turn of a threshold.
    if (pictured.isTelling || frame.isNull() || frame.id == pictured.frame || !m_settings.recent.contains(source))
        return;
    pictured.isTelling = frame.seconds() >= tellingSeconds;
    if (!pictured.isTelling && frame.id.index != 0)
        return;
    pictured.frame = frame.id;
    m_thumbnails.keep(source, frame);
}

void SourceController::fillRecentMenu(QMenu *menu)
{
    menu->clear();
    for (const SourceSpec &source : std::as_const(m_settings.recent)) {
        QAction *action = menu->addAction(menuText(source.displayName()), this, [this, source] { open(source); });
        action->setToolTip(
            toolTipText(isFile(source) ? QDir::toNativeSeparators(source.location) : source.displayName()));
        const QIcon thumbnail = m_thumbnails.of(source);
        action->setIcon(thumbnail.isNull() ? lineIcon(sourceIcon(source.kind)) : thumbnail);
    }
    if (m_settings.recent.isEmpty()) {
        menu->addAction(tr("Nothing was opened yet"))->setEnabled(false);
        return;
    }
    menu->addSeparator();
    menu->addAction(tr("&Forget all of these"), this, &SourceController::forgetAll);
}

void SourceController::fillCameraMenu(QMenu *menu)
{
    qDeleteAll(menu->findChildren<QMenu *>(Qt::FindDirectChildrenOnly));
    menu->clear();
    const QList<CameraDevice> cameras = availableCameras();
    m_panel.setCameras(cameras);
    for (const CameraDevice &camera : cameras) {
        menu->addAction(lineIcon(QStringLiteral("camera")), menuText(tr("%1 (%2)").arg(camera.name, camera.device)),
                        this, [this, camera] {
                            open(asChosen({SourceKind::Camera, camera.identity}));
                        });
    }
    if (cameras.isEmpty())
        menu->addAction(tr("No camera is plugged in"))->setEnabled(false);
    addModes(menu);
}

/// Those of the camera that is open.
void SourceController::addModes(QMenu *menu)
{
    const SourceInfo &source = m_lane->sourceInfo();
    const QList<ChoiceField::Choice> choices = CameraModes::choices(source);
    if (choices.isEmpty())
        return;
    menu->addSeparator();
    QMenu *modes = menu->addMenu(tr("&Mode of %1").arg(menuText(source.name)));
    auto *group = new QActionGroup(modes);
    const QString present = CameraAddress::parse(source.spec.location)->mode.text();
    for (const ChoiceField::Choice &choice : choices) {
        const QString text = choice.value.toString();
        QAction *action = modes->addAction(choice.text, this, [this, text] { switchMode(*CameraMode::parse(text)); });
        action->setCheckable(true);
        action->setActionGroup(group);
        action->setChecked(text == present);
    }
}

} // namespace sightglass
