// SPDX-License-Identifier: Apache-2.0
#include "ui/quitquestion.h"

#include "core/values/words.h"
#include "ui/exports/exportcontroller.h"

#include <QMessageBox>
#include <QPushButton>

namespace sightglass
{

void askBeforeQuitting(QWidget *window, const ExportController &exporter, const std::function<void()> &quit)
{
    const QString name = QStringLiteral("askQuit");
    if (window->findChild<QMessageBox *>(name))
        return;
    auto *question =
        new QMessageBox(QMessageBox::Question, Words::tr("Export under way"),
                        Words::tr("Export %1 done.").arg(exporter.progressText()), QMessageBox::NoButton, window);
    question->setObjectName(name);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(Words::tr(
        "Quitting interrupts it. The panel \"Exports\" goes on with the export of a file at the next start; the "
        "recording of a stream ends."));
    auto *keep = question->addButton(Words::tr("&Keep exporting"), QMessageBox::RejectRole);
    auto *leave = question->addButton(Words::tr("&Quit"), QMessageBox::AcceptRole);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    QObject::connect(leave, &QAbstractButton::clicked, window, quit);
    QObject::connect(&exporter, &ExportController::runningChanged, question, &QDialog::reject);
    question->open();
}

} // namespace sightglass
