// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/classnamesedit.h"

#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QTextDocument>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

constexpr int visibleLines = 6;
constexpr qint64 mostBytes = 1 << 20;

QStringList namesOf(const QString &text)
{
    QStringList names = text.split(QLatin1Char('\n'));
    for (QString &name : names)
        name = name.trimmed();
    while (!names.isEmpty() && names.last().isEmpty())
        names.removeLast();
    return names;
}

} // namespace

ClassNamesEdit::ClassNamesEdit(QWidget *parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit)
{
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Class names, one a line"));
    m_text->setPlaceholderText(tr("One name a line"));
    auto *load = new QPushButton(tr("Load list …"));
    load->setObjectName(QStringLiteral("loadNames"));
    load->setToolTip(tr("Take the names from a .names or .txt file"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_text);
    layout->addWidget(load, 0, Qt::AlignLeft);
    setFocusProxy(m_text);
    updateHeight();
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_setting)
            Q_EMIT namesEdited(names());
    });
    connect(load, &QPushButton::clicked, this, &ClassNamesEdit::askForFile);
}

QStringList ClassNamesEdit::names() const
{
    return namesOf(m_text->toPlainText());
}

void ClassNamesEdit::setNames(const QStringList &names)
{
    if (names == this->names())
        return;
    const QScopedValueRollback setting(m_setting, true);
    m_text->setPlainText(names.join(QLatin1Char('\n')));
}

void ClassNamesEdit::loadFile(const QString &path)
{
    const auto names = readNameLines(path);
    if (!names) {
        Q_EMIT failed(names.error());
        return;
    }
    setNames(*names);
    Q_EMIT namesEdited(*names);
}

void ClassNamesEdit::askForFile()
{
    auto *dialog = new QFileDialog(window(), tr("Load class names"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Lists of names (*.names *.txt *.labels)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ClassNamesEdit::loadFile);
    dialog->open();
}

void ClassNamesEdit::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateHeight();
}

void ClassNamesEdit::updateHeight()
{
    const int rim = m_text->frameWidth() * 2 + static_cast<int>(m_text->document()->documentMargin());
    m_text->setFixedHeight(visibleLines * m_text->fontMetrics().lineSpacing() + rim);
}

Result<QStringList> readNameLines(const QString &path)
{
    QFile file(path);
    const QString name = QFileInfo(path).fileName();
    if (!file.open(QIODevice::ReadOnly))
        return Error{ClassNamesEdit::tr("The list %1 cannot be read.").arg(name), {}, file.errorString()};
    const QByteArray bytes = file.read(mostBytes + 1);
    QStringList names = namesOf(QString::fromUtf8(bytes));
    if (bytes.size() > mostBytes || bytes.contains('\0') || names.isEmpty())
        return Error{ClassNamesEdit::tr("%1 is no list of names.").arg(name),
                     ClassNamesEdit::tr("A text file with one class name a line is needed."),
                     {}};
    return names;
}

} // namespace sightglass
