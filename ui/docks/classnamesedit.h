// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"
#include "core/values/result.h"

#include <QStringList>
#include <QWidget>

class QPlainTextEdit;

namespace sightglass
{

/// Names of a model's classes as a text, one a line from class 0 on; an empty line is a class without a name.
class ClassNamesEdit : public QWidget
{
    Q_OBJECT

public:
    explicit ClassNamesEdit(QWidget *parent = nullptr);

    QStringList names() const;
    /// Emits nothing. A text that says the same is left as it was typed.
    void setNames(const QStringList &names);
    /// Takes the names in a file of such lines, as if they were typed.
    void loadFile(const QString &path);

Q_SIGNALS:
    /// By the user.
    void namesEdited(const QStringList &names);
    void failed(const sightglass::Error &error);

protected:
    void changeEvent(QEvent *event) override;

private:
    void askForFile();
    void updateHeight();

    QPlainTextEdit *m_text;
    bool m_setting = false;
};

/// The names in a text file of lines. What is no such file (too big, not text) is an Error.
Result<QStringList> readNameLines(const QString &path);

} // namespace sightglass
