// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace sightglass
{

class TonedLabel;

/// What goes on with the model at the moment: being loaded (with a way out), failed, or nothing, which takes no room.
class ModelStatus : public QWidget
{
    Q_OBJECT

public:
    explicit ModelStatus(QWidget *parent = nullptr);

    void showNothing();
    /// Shows once it has lasted a little: what is quick needs no words.
    void showLoading(const QString &text, const QString &more);
    /// `source` is what the error is about, for the tooltip.
    void showError(const Error &error, const QString &source);
    /// Below the error: the model has two files, and the other one can be named.
    void offerOtherFile();

Q_SIGNALS:
    void cancelRequested();
    void otherFileRequested();

private:
    void showTexts(const QString &text, const QString &more);

    QString m_loading;
    QString m_goesOn;
    QTimer m_soon;       ///< Runs until loading shows.
    QWidget *m_progress; ///< The bar and its cancel button.
    TonedLabel *m_text;
    TonedLabel *m_more;
    QPushButton *m_otherFile;
};

} // namespace sightglass
