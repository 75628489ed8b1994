// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>

namespace sightglass
{

/// Which model's protocol-buffer message a file looks like.
enum class ProtobufModel
{
    None,
    Onnx,
    OnnxCutShort,
    TensorFlow,
    SavedModel, ///< TensorFlow's, with variables in other files.
    CoreMl,
    Caffe
};

/// Walks over the message's outermost fields without reading what they hold, and compares their numbers and types with
/// onnx.proto (ModelProto), graph.proto (GraphDef), saved_model.proto (SavedModel), Core ML's Model.proto (Model) and
/// caffe.proto (NetParameter).
ProtobufModel identifyProtobuf(QFile &file);

} // namespace sightglass
