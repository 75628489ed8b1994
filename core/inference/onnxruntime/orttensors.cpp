// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxruntime/orttensors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace sightglass
{

namespace
{

// Calls function with a value of the type that an element is held in.
template <typename Function>
auto withType(ONNXTensorElementDataType type, Function function)
{
    switch (type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT:
        return function(float());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16:
        return function(Ort::Float16_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16:
        return function(Ort::BFloat16_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE:
        return function(double());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8:
        return function(std::uint8_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8:
        return function(std::int8_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16:
        return function(std::uint16_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16:
        return function(std::int16_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32:
        return function(std::uint32_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32:
        return function(std::int32_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64:
        return function(std::uint64_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64:
        return function(std::int64_t());
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL:
        return function(bool());
    default:
        throw Ort::Exception("Tensors of this element type hold no numbers that are read here", ORT_NOT_IMPLEMENTED);
    }
}

template <typename T>
constexpr bool isHalf = std::is_same_v<T, Ort::Float16_t> || std::is_same_v<T, Ort::BFloat16_t>;

template <typename T>
T fromFloat(float number)
{
    if constexpr (isHalf<T>) {
        return T(number);
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(number);
    } else {
        // In double, which 32 bits fit into; what is at the ends of 64 bits is none that a picture has.
        const double rounded = std::nearbyint(static_cast<double>(number));
        constexpr auto least = static_cast<double>(std::numeric_limits<T>::lowest());
        constexpr auto most = static_cast<double>(std::numeric_limits<T>::max());
        if (!(rounded > least)) // What is not a number, too.
            return std::numeric_limits<T>::lowest();
        return rounded < most ? static_cast<T>(rounded) : std::numeric_limits<T>::max();
    }
}

template <typename T>
float toFloat(T number)
{
    if constexpr (isHalf<T>)
        return number.ToFloat();
    else
        return static_cast<float>(number);
}

} // namespace

Ort::Value toOrt(const Tensor &tensor, ONNXTensorElementDataType type)
{
    const std::vector<std::int64_t> shape(tensor.shape.begin(), tensor.shape.end());
    if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
        static const auto memory = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
        return Ort::Value::CreateTensor<float>(memory, const_cast<float *>(tensor.data.get()), tensor.count(),
                                               shape.data(), shape.size());
    }
    Ort::AllocatorWithDefaultOptions allocator;
    Ort::Value value = Ort::Value::CreateTensor(allocator, shape.data(), shape.size(), type);
    withType(type, [&](auto kind) {
        using T = decltype(kind);
        T *to = value.GetTensorMutableData<T>();
        for (const float number : tensor.values())
            *to++ = fromFloat<T>(number);
    });
    return value;
}

Tensor fromOrt(const Ort::Value &value, std::string name)
{
    if (!value.HasValue() || !value.IsTensor())
        throw Ort::Exception("Output " + name + " is no tensor", ORT_NOT_IMPLEMENTED);
    const Ort::TensorTypeAndShapeInfo info = value.GetTensorTypeAndShapeInfo();
    std::vector<int> shape;
    for (const std::int64_t size : info.GetShape())
        shape.push_back(static_cast<int>(size));
    const std::size_t count = info.GetElementCount();
    std::vector<float> numbers(count);
    withType(info.GetElementType(), [&](auto kind) {
        using T = decltype(kind);
        std::transform(value.GetTensorData<T>(), value.GetTensorData<T>() + count, numbers.begin(), toFloat<T>);
    });
    return makeTensor(std::move(name), std::move(shape), std::move(numbers));
}

} // namespace sightglass
