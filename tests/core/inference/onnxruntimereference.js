// SPDX-License-Identifier: Apache-2.0
// Runs an ONNX model by its makers' own binding: node onnxruntimereference.js MODEL INPUT OUTPUT, with onnxruntime-node in
// NODE_PATH. INPUT holds the one input's numbers as float32; the same are given in the type that the model takes. OUTPUT
// gets all outputs' numbers one after the other, as float32, and the standard output a line for each: its name and shape.
'use strict';

const fs = require('fs');
const ort = require('onnxruntime-node');

async function main([model, input, output]) {
    const session = await ort.InferenceSession.create(model, {intraOpNumThreads: 1, interOpNumThreads: 1});
    const bytes = fs.readFileSync(input);
    const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const [port] = session.inputMetadata;
    const plane = port.shape.map(size => typeof size === 'number' && size > 0 ? size : 1);
    const type = port.type;
    const values = type === 'uint8' ? Uint8Array.from(numbers) : numbers;
    const results = await session.run({[port.name]: new ort.Tensor(type, values, plane)});
    const parts = [];
    for (const name of session.outputNames) {
        const {data, dims} = results[name];
        parts.push(Buffer.from(Float32Array.from(data, Number).buffer));
        console.log(`${name} [${dims.join(', ')}]`);
    }
    fs.writeFileSync(output, Buffer.concat(parts));
}

main(process.argv.slice(2)).catch(error => {
    console.error(error.message);
    process.exit(1);
});
