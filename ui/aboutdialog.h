// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace sightglass
{

/// Help > About: version, the libraries in use, the licence.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    /// With the name and version of the library that runs the present model; empty while there is none.
    explicit AboutDialog(const QString &modelBackend, QWidget *parent = nullptr);
};

} // namespace sightglass
