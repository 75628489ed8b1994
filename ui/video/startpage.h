// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QList>
#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QVBoxLayout;

namespace sightglass
{

class ActionSet;
class Thumbnails;

/// What there is to do while no source is open, in the place of the picture: the demo clip, a file, a camera, a stream,
/// what was opened before, and three things to try. Covers its parent.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    StartPage(const ActionSet &actions, QMenu *cameras, QWidget *parent);

    /// Newest first; the first few are offered, by their thumbnails where they have any.
    void setRecent(const QList<SourceSpec> &recent, const Thumbnails &thumbnails);
    /// Offered where it is not empty.
    void setDemoClip(const QString &path);

Q_SIGNALS:
    void openRequested(const sightglass::SourceSpec &source);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    QString m_demoClip;
    QWidget *m_content;
    QPushButton *m_demo;
    QLabel *m_recentTitle;
    QVBoxLayout *m_recent;
};

/// Where the clip of the first steps lies on this machine; empty: nowhere. `packaging/run` keeps it in the user's
/// cache; Debian's package opencv-doc has it too.
QString demoClipPath();

} // namespace sightglass
