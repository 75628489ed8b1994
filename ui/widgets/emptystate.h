// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QAbstractItemView;

namespace sightglass
{

/// Shows a quiet, wrapped text in the middle of a view for as long as its model has no rows; again with another text in
/// its place. Owned by the view.
void setEmptyText(QAbstractItemView *view, const QString &text);

} // namespace sightglass
