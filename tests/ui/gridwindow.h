// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/synthetic.h"
#include "ui/actions.h"
#include "ui/mainwindow.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QDropEvent>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <memory>

namespace sightglass::test
{

inline SourceSpec file(const char *name)
{
    return {SourceKind::VideoFile, QString::fromLatin1(name)};
}

/// A window whose sources are as their names say: "live..." are cameras, "broken..." cannot be opened, the length of
/// the others is that of their names, in hundreds of frames.
class GridWindow
{
public:
    GridWindow() { restart(); }

    void restart()
    {
        m_window.reset();
        const FrameSourceFactory sources = [](const SourceSpec &spec) {
            const bool live = spec.location.startsWith(QLatin1String("live"));
            return std::make_unique<SyntheticSource>(
                SyntheticScript{.size = {640, 360},
                                .frames = live ? 100000 : 100 * spec.location.size(),
                                .live = live,
                                .interval = std::chrono::milliseconds(live ? 20 : 0),
                                .failInOpen = spec.location.startsWith(QLatin1String("broken"))});
        };
        m_window = std::make_unique<MainWindow>(
            std::make_unique<Pipeline>(sources, SyntheticDetector::factory(std::make_shared<SyntheticModel>())),
            openSettings(m_folder.filePath(QStringLiteral("settings.ini"))));
        m_window->resize(1280, 720);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    MainWindow *operator->() { return m_window.get(); }
    VideoGrid &grid() { return m_window->grid(); }
    Tile &tile(int place) { return *grid().tiles().at(place); }
    QAction *action(ActionId id) { return m_window->actions()[id]; }
    bool isNamed(const char *name) { return m_window->windowTitle().contains(QLatin1String(name)); }
    QString name(int place) { return tile(place).lane().sourceInfo().spec.location; }

    /// Several, and waits until each has a picture.
    void open(const QList<SourceSpec> &sources)
    {
        m_window->openModel({QStringLiteral("synthetic.pt")});
        m_window->openSources(sources);
        for (Tile *tile : grid().tiles())
            QTRY_VERIFY(!tile->lane().presentation().isNull());
    }

    void key(Qt::Key key) { QTest::keyClick(&m_window->view(), key); }

    void drop(const QStringList &paths, const QPoint &place)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &path : paths)
            urls.append(QUrl::fromLocalFile(path));
        data.setUrls(urls);
        QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QDropEvent event(QPointF(place), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &event);
        QVERIFY(event.isAccepted());
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace sightglass::test
