// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sightglass
{

/// Values that go into a network or come out of it: float32, contiguous, last dimension fastest. A value; copies share
/// the numbers, which nobody writes to again. No library of a backend is needed to read it.
struct Tensor
{
    std::string name;                  ///< The network's own; for nested results a path, "1.0.boxes".
    std::vector<int> shape;            ///< Each at least 0; empty for a single number.
    std::shared_ptr<const float> data; ///< count() numbers; keeps its owner alive.

    std::size_t count() const;
    int rank() const { return static_cast<int>(shape.size()); }
    /// Size of a dimension, negative ones from the end; 0 where there is none.
    int dim(int index) const;
    std::span<const float> values() const { return {data.get(), count()}; }
};

/// A tensor that owns these numbers; as many as the shape says.
Tensor makeTensor(std::string name, std::vector<int> shape, std::vector<float> values);

/// The tensor of this name, or whose path ends with it ("boxes" finds "1.0.boxes"); null where there is none.
const Tensor *findTensor(std::span<const Tensor> tensors, std::string_view name);

/// "[1, 84, 8400]"; -1 is written "?".
QString shapeText(std::span<const int> shape);
/// "output0 [1, 84, 8400], scores [1, 10]".
QString shapesText(std::span<const Tensor> tensors);

} // namespace sightglass
