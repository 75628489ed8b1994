// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/sidecar.h"
#include "tests/ui/adjustabledetector.h"
#include "tests/ui/windowfixture.h"
#include "ui/docks/modelpanel.h"
#include "ui/dockset.h"
#include "ui/video/noticecard.h"
#include "ui/video/videoview.h"
#include "ui/widgets/section.h"

#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QUrl>

#include <algorithm>

namespace sightglass::test
{

/// The window with a model of its own that heeds adjustments, its dock in front, the editor open.
struct ModelFixture
{
    explicit ModelFixture(const char *fileName = "model.onnx", DetectorFactory detectors = {})
        : window(detectors ? std::move(detectors) : AdjustableDetector::factory(model))
        , location(window.path(QLatin1String(fileName)))
    {
        request.location = location;
    }

    void open()
    {
        window.window().openModel(request);
        window.window().openSource({SourceKind::VideoFile, QStringLiteral("synthetic.mp4")});
        window.window().docks().raise(DockId::Model);
        panel()->findChild<Section *>(QStringLiteral("adjust"))->setOpen(true);
    }
    ModelPanel *panel() { return window.window().docks().model; }
    template <typename Widget>
    Widget *find(const char *name)
    {
        return panel()->findChild<Widget *>(QLatin1String(name));
    }
    bool shows(const QString &text) { return shows(panel(), text); }
    static bool shows(const QWidget *place, const QString &text)
    {
        const auto labels = place->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisibleTo(place) && label->text().contains(text);
        });
    }
    const ModelDescriptor &inUse() { return window.pipeline().model().descriptor(); }
    std::optional<ModelOverrides> kept() const
    {
        const auto read = readSidecar(location);
        return read ? read.value() : std::nullopt;
    }
    void choose(QComboBox *box, const QVariant &value)
    {
        box->setCurrentIndex(box->findData(value));
        Q_EMIT box->activated(box->currentIndex());
    }
    /// Adjusts something, and waits until it is in use.
    void turnToBgr()
    {
        choose(find<QComboBox>("adjustChannels"), static_cast<int>(ChannelOrder::Bgr));
        QTRY_VERIFY(inUse().input.order == ChannelOrder::Bgr);
    }
    NoticeCard &notices() { return window.window().notices(); }
    bool isAsking() { return notices().isAsking() && button("consentLoad")->isVisible(); }
    /// Of the card over the picture.
    QPushButton *button(const char *name) { return notices().findChild<QPushButton *>(QLatin1String(name)); }

    std::shared_ptr<SyntheticModel> model = std::make_shared<SyntheticModel>();
    WindowFixture window;
    QString location;
    ModelRequest request;
};

inline void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

/// As a file manager drops a file on the window.
inline void drop(MainWindow &window, const QString &path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
}

} // namespace sightglass::test
