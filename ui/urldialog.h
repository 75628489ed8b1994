// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace sightglass
{

/// Asks for the address of a stream, and says while one types what it is taken for. Given one, it is to be completed.
class UrlDialog : public QDialog
{
    Q_OBJECT

public:
    explicit UrlDialog(const QString &given = {}, QWidget *parent = nullptr);

    SourceSpec source() const;

private:
    void refresh();

    const QString m_given;
    QLineEdit *m_address;
    QLabel *m_kind;
    QPushButton *m_open;
};

} // namespace sightglass
