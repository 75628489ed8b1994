// SPDX-License-Identifier: Apache-2.0
#include "ui/aboutdialog.h"

#include "ui/diagnostics.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QVBoxLayout>

namespace sightglass
{

AboutDialog::AboutDialog(const QString &modelBackend, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("About Sightglass"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * Theme::rhythm, 3 * Theme::rhythm, 3 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(2 * Theme::rhythm);
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * Theme::rhythm);
    column->addLayout(row);
    auto *picture = new QLabel;
    picture->setPixmap(QIcon(QStringLiteral(":/icons/sightglass.svg"))
                           .pixmap(QSize(8 * Theme::rhythm, 8 * Theme::rhythm), devicePixelRatioF()));
    picture->setAlignment(Qt::AlignTop);
    row->addWidget(picture);

    auto *text = new QLabel(
        QStringLiteral("<h3>Sightglass %1</h3><p>%2</p><p>%3</p><p>%4</p>")
            .arg(QCoreApplication::applicationVersion().toHtmlEscaped(),
                 tr("A viewer for object detection on live and recorded video.").toHtmlEscaped(),
                 tr("Runs with %1.").arg(libraryVersions(modelBackend).join(QStringLiteral(", "))).toHtmlEscaped(),
                 tr("Free software under the Apache License, version 2.0. It comes without any warranty.")
                     .toHtmlEscaped()));
    text->setWordWrap(true);
    text->setMinimumWidth(48 * Theme::rhythm);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(text, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

} // namespace sightglass
