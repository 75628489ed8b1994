// SPDX-License-Identifier: Apache-2.0
#include "ui/quitquestion.h"

#include "ui/exportcontroller.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace sightglass
{

void askBeforeQuitting(QWidget *window, const ExportController &exporter, const std::function<void()> &discard)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("sightglass::QuitQuestion", text); };
    const QString name = QStringLiteral("askQuit");
    if (window->findChild<QMessageBox *>(name))
        return;
    auto *question = new QMessageBox(QMessageBox::Question, tr("Export under way"),
                                     tr("Export %1 done.").arg(exporter.progressText()), QMessageBox::NoButton, window);
    question->setObjectName(name);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(tr("Quitting now throws away what is written so far."));
    auto *keep = question->addButton(tr("&Keep exporting"), QMessageBox::RejectRole);
    auto *leave = question->addButton(tr("&Discard and quit"), QMessageBox::DestructiveRole);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(leave, &QAbstractButton::clicked, window, discard);
    QObject::connect(&exporter, &ExportController::runningChanged, question, &QDialog::reject);
    question->open();
}

} // namespace sightglass
