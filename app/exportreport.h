// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/exportbatchrun.h"

#include <QDeadlineTimer>

#include <cstdio>

namespace sightglass
{

/// Tells on standard error how exports are getting on: on a terminal a bar that moves, else a line now and then.
class ExportReport
{
public:
    ExportReport(std::FILE *to, bool isTerminal);

    /// See ExportBatchRun::Report.
    void tell(const std::vector<ExportBatchRun::Part> &parts, const ExportBatchRun::Part &changed);
    /// Takes the bar away.
    void clear();

private:
    void line(const QString &text);

    std::FILE *m_to;
    bool m_isTerminal;
    QDeadlineTimer m_next; ///< No line of progress before.
};

} // namespace sightglass
